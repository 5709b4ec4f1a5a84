using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>An option that may be given again and again, one value each.</summary>
internal sealed class ListFlag<T> : Option<T[]>, IFlag
{
    /// <param name="name">With the two dashes.</param>
    /// <param name="valueName">What help calls the value.</param>
    /// <param name="description">What it does.</param>
    /// <param name="parse">Parses one value; throws <see cref="CliException"/>, or the exception of the room whose type it is, with the value and the fix.</param>
    public ListFlag(string name, string valueName, string description, Func<string, T> parse)
        : base(name)
    {
        HelpName = valueName;
        Description = IFlag.Describe(description, DefaultText);
        Arity = ArgumentArity.OneOrMore;
        CustomParser = result => IFlag.ParseTokens(name, result, parse);
    }

    /// <inheritdoc/>
    public string DefaultText => "none";

    /// <summary>The values in the order given; none when the option is absent.</summary>
    public IReadOnlyList<T> In(ParseResult result) => result.GetResult(this) is { Implicit: false } ? result.GetRequiredValue(this) : [];
}
