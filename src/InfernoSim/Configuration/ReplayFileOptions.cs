using InfernoSim.Planning;

namespace InfernoSim.Configuration;

/// <summary>An option by one of its keys.</summary>
/// <param name="Key">As the flag is spelt, without dashes in front.</param>
/// <param name="Option">The option.</param>
/// <param name="IsOpposite">Whether the key says the opposite of the option.</param>
internal sealed record FileOption(string Key, ReplayOption Option, bool IsOpposite)
{
    public string Property => Option.Property;

    /// <summary>Reads its value.</summary>
    public Func<ReplayOptions, ReplayOptions> Read(OptionValue value)
    {
        object? known = IsOpposite ? !value.Switch() : Option.Read(value);
        return options => Option.Set(options, known);
    }
}

/// <summary>The keys of a <c>replay.yaml</c>: the options of a replay, also as the settings of a test are spelt (<c>TimeScale</c>).</summary>
internal static class ReplayFileOptions
{
    public const string Ignore = "ignore";
    public const string Protected = "protected";

    private static readonly FileOption[] All =
    [
        .. ReplayOptionTable.All.SelectMany(option => option.Keys.Select(key => new FileOption(key, option, IsOpposite: false))),
        .. ReplayOptionTable.All.Where(option => option.Opposite is { IsKey: true }).Select(option => new FileOption(option.Opposite!.Name, option, IsOpposite: true)),
    ];

    // What says where and how a replay is carried out rather than what is asked of it.
    private static readonly string[] OfTheCommand = ["incident", "target-base", "stub-listen", "stub-compat-listen", "json", "quiet", "config"];

    /// <summary>Every key, as a message shows it.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. All.Select(option => option.Key), Ignore, Protected];

    /// <summary>The properties of <see cref="ReplayOptions"/> that a file can set.</summary>
    public static IEnumerable<string> Properties => All.Select(option => option.Property).Append(nameof(ReplayOptions.Ignore)).Distinct();

    /// <summary>A key in the one spelling: <c>TimeScale</c>, <c>timeScale</c> and <c>time-scale</c> are the same.</summary>
    public static string Normalize(string key) =>
        string.Concat(key.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    public static FileOption? Find(string key) => Array.Find(All, option => option.Key == key);

    public static string WhyUnknown(string written, string key, string nearest) => OfTheCommand.Contains(key)
        ? $"'{written}' is not for this file: it says how one replay is carried out; give it where the replay is asked for."
        : $"'{written}' is not a key of this file; did you mean '{nearest}'? The keys are {string.Join(", ", Keys)}.";
}
