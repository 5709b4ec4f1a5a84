using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>An option that is on when it is there; <c>--name=false</c> turns it off again.</summary>
internal sealed class Switch : Option<bool>, IFlag
{
    /// <param name="name">With the two dashes.</param>
    /// <param name="description">What it does when on.</param>
    /// <param name="onByDefault">What holds when the option is absent.</param>
    public Switch(string name, string description, bool onByDefault = false)
        : base(name)
    {
        DefaultText = onByDefault ? "on" : "off";
        Description = IFlag.Describe(description, DefaultText);
    }

    /// <inheritdoc/>
    public string DefaultText { get; }

    /// <inheritdoc/>
    public bool IsSwitch => true;

    /// <summary>Whether it is on.</summary>
    public bool In(ParseResult result) => WasGiven(result) ? result.GetValue(this) : DefaultText == "on";

    /// <summary>Whether the command line has it, on or off.</summary>
    public bool WasGiven(ParseResult result) => result.GetResult(this) is { Implicit: false };
}
