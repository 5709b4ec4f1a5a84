using InfernoSim.Cli.Terminal;
using InfernoSim.Planning;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Options by their flags: <c>--runs</c>, <c>--runs 2</c>.</summary>
internal sealed class FlagWording : OptionWording
{
    private FlagWording()
    {
    }

    public static FlagWording Instance { get; } = new();

    /// <inheritdoc/>
    public override string Everything => "--json";

    /// <inheritdoc/>
    public override string Name(string property) => Find(property) switch
    {
        null => $"--{Kebab(property)}",
        { HasFlag: false, Keys: [string key, ..] } => $"{key} in replay.yaml",
        { } option => $"--{option.Name}",
    };

    /// <inheritdoc/>
    public override string With(string property, string value) => Find(property) switch
    {
        { Opposite: { } opposite } when value == "false" => $"--{opposite.Name}",
        { Shape: OptionShape.Switch, HasFlag: true } => value == "true" ? Name(property) : $"{Name(property)}={value}",
        { HasFlag: false, Keys: [string key, ..] } => $"'{key}: {value.ToLowerInvariant()}' in replay.yaml",
        _ => $"{Name(property)} {ShellWord.Of(value)}",
    };

    private static ReplayOption? Find(string property) => ReplayOptionTable.All.FirstOrDefault(option => option.Property == property);

    private static string Kebab(string property) =>
        string.Concat(property.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
