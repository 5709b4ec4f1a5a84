using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Makes the two spellings <c>--flag=value</c> and <c>--flag value</c> mean the same where System.CommandLine does not.</summary>
internal static class ArgumentTokens
{
    private const string Others = "--";

    /// <summary>
    /// Splits <c>--flag=</c> in two, so that the value is empty rather than missing, and refuses <c>--switch=x</c> where x is neither
    /// true nor false, which would be read as the switch followed by an argument. What
    /// follows <c>--</c> is another program's.
    /// </summary>
    /// <exception cref="CliException">A switch with a value that is neither.</exception>
    public static IReadOnlyList<string> Normalise(IReadOnlyList<string> args, RootCommand root)
    {
        Option[] options = [.. root.Subcommands.Append(root).SelectMany(command => command.Options)];
        var tokens = new List<string>(args.Count + 1);
        int own = args.TakeWhile(arg => arg != Others).Count();
        foreach (string arg in args.Take(own))
        {
            int equals = arg.IndexOf('=', StringComparison.Ordinal);
            Option? option = equals < 0 ? null : options.FirstOrDefault(o => o.Name == arg[..equals]);
            if (option is Switch && !bool.TryParse(arg.AsSpan(equals + 1), out _))
            {
                throw new CliException($"{option.Name}: '{arg[(equals + 1)..]}' is neither true nor false; leave it out, or give {option.Name}=false");
            }

            tokens.AddRange(option is not null && equals == arg.Length - 1 ? [option.Name, ""] : [arg]);
        }

        return [.. tokens, .. args.Skip(own)];
    }
}
