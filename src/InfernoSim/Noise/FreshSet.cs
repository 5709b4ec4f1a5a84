using System.Globalization;
using System.Text.RegularExpressions;
using InfernoSim.LiveState;

namespace InfernoSim.Noise;

/// <summary>A ready set of values that are new each time, wherever in a message they are.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Form">Of which form they are.</param>
/// <param name="AreNumbers">Whether numbers in JSON may be such values.</param>
internal sealed partial record FreshSet(string Name, string Form, bool AreNumbers)
{
    /// <summary>The sets.</summary>
    public static IReadOnlyList<FreshSet> All { get; } =
    [
        new("guids", "uuid", AreNumbers: false),
        new("ulids", "ulid", AreNumbers: false),
        new("times", "time", AreNumbers: true),
    ];

    /// <summary>The expression that finds the values.</summary>
    public ValuePattern Pattern { get; } = ValuePattern.Parse($"{{{Form}}}");

    /// <summary>Finds a set by its name.</summary>
    /// <exception cref="ReplayConfigurationException">There is none.</exception>
    public static FreshSet Parse(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? throw new ReplayConfigurationException($"'{name}' is no set of fresh values; the sets are {string.Join(", ", All.Select(set => set.Name))}.");

    /// <summary>The values of all sets in a text, each as <see cref="KeyOf"/> names it; times to the whole second as well, for they may be passed on so.</summary>
    public static IEnumerable<string> KeysIn(string text) => Candidate().Matches(text).SelectMany(match => KeysOf(match.Value));

    /// <summary>A value by what it says, however it is written. Two times within one second are two values.</summary>
    /// <returns><see langword="null"/> when it is of no set.</returns>
    public static string? KeyOf(string value) =>
        ValueForms.IsUuid(value) ? value.ToLowerInvariant()
        : ValueForms.Time(value) is { } time ? KeyOfTime(time.Seconds)
        : value.Length == 26 ? value
        : null;

    /// <summary>Whether a value names one thing, rather than a time.</summary>
    public static bool IsId(string value) => ValueForms.Time(value) is null;

    private static IEnumerable<string> KeysOf(string value) =>
        KeyOf(value) is not { } key ? [] : ValueForms.Time(value) is { } time ? [key, KeyOfTime(Math.Floor(time.Seconds))] : [key];

    private static string KeyOfTime(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        ValueForm.Uuid + "|" + ValueForm.IsoTime + "|" + ValueForm.HttpDate + @"|\b" + ValueForm.Ulid + @"\b|\b" + ValueForm.BasicTime + @"\b|\b(?:\d{16}|\d{13}|\d{10})\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Candidate();
}
