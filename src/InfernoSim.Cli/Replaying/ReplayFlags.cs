using System.CommandLine;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Replaying;

/// <summary>The flags of the options of a replay, made from their table.</summary>
internal sealed class ReplayFlags
{
    private readonly Func<string, string?> _environment;
    private readonly OptionFlags[] _all;

    /// <param name="environment">Looks up an environment variable.</param>
    public ReplayFlags(Func<string, string?> environment)
    {
        _environment = environment;
        _all = [.. ReplayOptionTable.All.Select(option => new OptionFlags(option, option.HasFlag ? FlagOf(option) : null, OppositeOf(option)))];
    }

    /// <summary>The flags of an option, in the order in which help lists them.</summary>
    /// <param name="property">The property of <see cref="ReplayOptions"/>.</param>
    public IEnumerable<Option> Of(string property) => _all.First(flags => flags.Option.Property == property).All;

    /// <summary>The options, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">Flags that do not go together.</exception>
    public ReplayOptions Read(ParseResult result)
    {
        var options = new ReplayOptions();
        foreach (OptionFlags flags in _all.Where(flags => flags.All.Any(flag => IsGiven(result, flag))))
        {
            options = flags.Option.Set(options, Read(result, flags));
        }

        return options;
    }

    /// <summary>The properties whose flag was given, though it be with the default.</summary>
    public IReadOnlySet<string> Given(ParseResult result) => Flags.Given(result, _all.SelectMany(flags => flags.All.Select(flag => (flags.Option.Property, flag))));

    private object? Read(ParseResult result, OptionFlags flags)
    {
        if (flags is { Opposite: { } opposite } && IsGiven(result, opposite))
        {
            return flags.Flag is not null && IsGiven(result, flags.Flag)
                ? throw new CliException($"{flags.Flag.Name} and {opposite.Name} exclude each other; give one of them")
                : !opposite.In(result);
        }

        return flags.Flag switch
        {
            Switch flag => flag.In(result),
            ListFlag<string> flag => flags.Option.Read(new FlagValue(flag.In(result), _environment)),
            Flag<string> flag => flags.Option.Read(new FlagValue([flag.In(result)], _environment)),
            _ => throw new InvalidOperationException($"{flags.Option.Name} has no flag."),
        };
    }

    // Each value is read as it is parsed, so that what is wrong with it is said beside its flag.
    private Option FlagOf(ReplayOption option) => option.Shape switch
    {
        OptionShape.Switch => new Switch($"--{option.Name}", HelpOf(option.Help), option.Default == "on"),
        OptionShape.List => new ListFlag<string>($"--{option.Name}", option.ValueName, HelpOf(option.Help), text => Checked(option, text)),
        _ => new Flag<string>($"--{option.Name}", option.ValueName, HelpOf(option.Help), option.Default, text => Checked(option, text)),
    };

    private string Checked(ReplayOption option, string text)
    {
        _ = option.Read(new FlagValue([text], _environment));
        return text;
    }

    private static Switch? OppositeOf(ReplayOption option) => option.Opposite is { } opposite ? new Switch($"--{opposite.Name}", HelpOf(opposite.Help)) : null;

    private static string HelpOf(string help) => FlagWording.Instance.Say(help);

    private static bool IsGiven(ParseResult result, Option flag) => result.GetResult(flag) is { Implicit: false };

    private sealed record OptionFlags(ReplayOption Option, Option? Flag, Switch? Opposite)
    {
        public IEnumerable<Option> All => new[] { Flag, Opposite }.OfType<Option>();
    }
}
