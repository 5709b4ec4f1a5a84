using System.CommandLine;
using System.CommandLine.Parsing;

namespace InfernoSim.Cli.CommandLine;

/// <summary>What is wrong with a command line, one line each, with the fix.</summary>
internal static class ParseMistakes
{
    /// <summary>The mistakes; none when the line can be read.</summary>
    public static IReadOnlyList<string> In(ParseResult result)
    {
        // What follows an unknown flag is usually its value, and would be complained about as well.
        return (UnknownFlag(result) ?? ClassicFlagBeforeCommand(result)) is string mistake
            ? [mistake]
            : [.. result.Errors.Select(error => Describe(error, result)).Distinct(StringComparer.Ordinal)];
    }

    private static string? UnknownFlag(ParseResult result)
    {
        // System.CommandLine hands an unknown flag to the next free argument. What follows -- is another program's.
        int others = result.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        IEnumerable<string> arguments = result.CommandResult.Command.Arguments
            .SelectMany(argument => result.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .SkipLast(others);
        string? typed = arguments.Concat(result.UnmatchedTokens).FirstOrDefault(token => token.Length > 1 && token[0] == '-');
        if (typed is null)
        {
            return null;
        }

        string name = typed.Split('=', 2)[0];
        string nearest = NearestName.Of(name.TrimStart('-'), Options(result).Select(option => option.Name.TrimStart('-')));
        return $"{name}: there is no such flag of '{CommandLineOf(result)}'; the nearest is --{nearest}";
    }

    /// <summary>Nothing would read such a flag, and the capture it asks for would silently not happen.</summary>
    private static string? ClassicFlagBeforeCommand(ParseResult result) =>
        result.CommandResult == result.RootCommandResult
            ? null
            : result.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit)?.Option.Name is string name
                ? $"{name}: does not go together with '{CommandLineOf(result)}' when it stands before it; put the command's own flags behind it"
                : null;

    private static string Describe(ParseError error, ParseResult result) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: IFlag { IsSwitch: false } } option => $"{option.Option.Name}: the value is missing; give {option.Option.Name} {option.Option.HelpName}",
        OptionResult { Tokens.Count: > 1, Option: not { Arity.MaximumNumberOfValues: > 1 } } option => $"{option.Option.Name}: given {option.IdentifierTokenCount} times with {string.Join(" and ", option.Tokens.Select(token => $"'{token.Value}'"))}; give it once",
        CommandResult when result.UnmatchedTokens.Count > 0 => UnknownArgument(result.UnmatchedTokens[0], result),
        _ => error.Message,
    };

    private static string UnknownArgument(string typed, ParseResult result)
    {
        Command command = result.CommandResult.Command;
        return command.Subcommands.Count > 0
            ? $"'{typed}' is not a command; the nearest is 'infernosim {NearestName.Of(typed, command.Subcommands.Select(c => c.Name))}'"
            : $"'{typed}': '{CommandLineOf(result)}' takes {(command.Arguments.Count == 0 ? "no argument" : "one argument")} besides its flags; put quotes around a value with spaces in it";
    }

    private static IEnumerable<Option> Options(ParseResult result) => result.CommandResult.Command.Options;

    private static string CommandLineOf(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "infernosim" : $"infernosim {result.CommandResult.Command.Name}";
}
