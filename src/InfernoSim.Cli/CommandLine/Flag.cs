using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>An option with one value, whose default is written as a user would type it and parsed by the same code.</summary>
internal sealed class Flag<T> : Option<Given<T>>, IFlag
{
    private readonly Func<string, T> _parse;

    /// <param name="name">With the two dashes.</param>
    /// <param name="valueName">What help calls the value.</param>
    /// <param name="description">What it does, in one sentence, with its unit.</param>
    /// <param name="defaultText">The default as typed, or <see langword="null"/> when there is none.</param>
    /// <param name="parse">Throws <see cref="CliException"/>, or the exception of the room whose type it is, with the value and the fix.</param>
    public Flag(string name, string valueName, string description, string? defaultText, Func<string, T> parse)
        : base(name)
    {
        _parse = parse;
        DefaultText = defaultText is { Length: 0 } ? "\"\"" : defaultText ?? "";
        HelpName = valueName;
        Description = IFlag.Describe(description, DefaultText);
        Arity = ArgumentArity.ExactlyOne;
        CustomParser = result => IFlag.ParseTokens(name, result, parse) is [var value] ? new Given<T>(value) : null;
        Default = defaultText;
    }

    /// <inheritdoc/>
    public string DefaultText { get; }

    private string? Default { get; }

    /// <summary>The value given, or the default.</summary>
    /// <exception cref="CliException">It was not given and there is no default.</exception>
    public T In(ParseResult result)
    {
        if (WasGiven(result))
        {
            return result.GetRequiredValue(this).Value;
        }

        return Default is null ? throw new CliException($"{Name} is missing; give {Name} {HelpName}") : _parse(Default);
    }

    /// <summary>The value given, or one that depends on other flags.</summary>
    public T InOr(ParseResult result, T fallback) => WasGiven(result) ? result.GetRequiredValue(this).Value : fallback;

    /// <summary>Whether the command line has it.</summary>
    public bool WasGiven(ParseResult result) => result.GetResult(this) is { Implicit: false };
}

/// <summary>A value that was given, which may be <see langword="null"/>; System.CommandLine takes a null of its own as not parsed.</summary>
internal sealed record Given<T>(T Value);
