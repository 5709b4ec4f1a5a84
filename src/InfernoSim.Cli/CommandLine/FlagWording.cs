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
    internal override string FreshState => "reset what the service owns before each run with --before-run CMD and --fanout 1, or replay in a test, where each worker can have a service of its own (State = ReplayState.FreshPerWorker)";

    /// <inheritdoc/>
    public override string Name(string propertyName) => Find(propertyName) switch
    {
        null => $"--{Kebab(propertyName)}",
        { HasFlag: false, Keys: [string key, ..] } => $"{key} in replay.yaml",
        { } option => $"--{option.Name}",
    };

    /// <inheritdoc/>
    public override string WithValue(string propertyName, string value) => Find(propertyName) switch
    {
        { Opposite: { } opposite } when value == "false" => $"--{opposite.Name}",
        { Shape: OptionShape.Switch, HasFlag: true } => value == "true" ? Name(propertyName) : $"{Name(propertyName)}={value}",
        { HasFlag: false, Keys: [string key, ..] } => $"'{key}: {value.ToLowerInvariant()}' in replay.yaml",
        _ => $"{Name(propertyName)} {ShellWord.Of(value)}",
    };

    private static ReplayOption? Find(string propertyName) => ReplayOptionTable.All.FirstOrDefault(option => option.Property == propertyName);

    private static string Kebab(string propertyName) =>
        string.Concat(propertyName.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
