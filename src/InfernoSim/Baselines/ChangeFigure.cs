using System.Globalization;
using InfernoSim.Printing;

namespace InfernoSim.Baselines;

/// <summary>One figure of this replay against the same figure of earlier ones.</summary>
public sealed record ChangeFigure
{
    /// <summary>Which: <c>rate</c>, <c>latency p10</c>, <c>latency p50</c>, <c>latency p99</c> or <c>latency of the slowest 5 %</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The requests that it is about, by method and path, such as <c>GET /items/{id}</c>, whose figure is then one against that
    /// of the other routes; <see langword="null"/> for all requests.
    /// </summary>
    public string? Route { get; internal init; }

    /// <summary>
    /// Whether every run counts, but for a first one as warm-up, so that what is slow in some of them shows: a geometric mean over
    /// the runs, or of the slowest requests the mean over those of all runs. Otherwise the value that the best quarter of the runs reaches.
    /// </summary>
    public bool IsOfAllRuns { get; internal init; }

    /// <summary><c>req/s</c>, <c>ms</c>, or <c>x</c> for how many times as long as the other routes of the same run.</summary>
    public required string Unit { get; init; }

    /// <summary>How many earlier replays it is compared with.</summary>
    public required int Sessions { get; init; }

    /// <summary>What is usual: the geometric mean over earlier replays.</summary>
    public required double Before { get; init; }

    /// <summary>What it is in this one.</summary>
    public required double Now { get; init; }

    /// <summary>The change as a share: 0.1 is a tenth more.</summary>
    public double Change => (Now / Before) - 1;

    /// <summary>The lower end of the change's interval; <see langword="null"/> with too few earlier replays.</summary>
    public double? Low { get; internal init; }

    /// <summary>The upper end.</summary>
    public double? High { get; internal init; }

    /// <summary>The smallest change for the worse, as a share, that can be told from how the earlier replays differ; <see langword="null"/> with too few of them.</summary>
    public double? Resolution { get; internal init; }

    /// <summary>The share of the machine's cores that other programs used beside this replay; <see langword="null"/> where it is not known.</summary>
    public double? Others { get; internal init; }

    /// <summary>The same beside the earlier replays, on average.</summary>
    public double? UsualOthers { get; internal init; }

    /// <summary>What that says.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>Whether it is worse by more than the replay may be.</summary>
    public bool Fails { get; internal init; }

    /// <summary>The figure in one line.</summary>
    /// <returns>Name, both values, the change with its interval, and what that says.</returns>
    public override string ToString()
    {
        string runs = IsOfAllRuns ? "all runs" : "quiet runs";
        string name = VisibleText.Line(Route is null ? $"{Name} ({runs})" : $"{Name} of {Route} against the other routes ({runs})");
        string figures = string.Create(CultureInfo.InvariantCulture, $"{name} {Now:0.00} {Unit}, usual {Before:0.00} {Unit} ({Percent(Change)}");
        return Verdict == ChangeVerdict.TooFewReplays
            ? $"{figures}): not enough earlier replays to tell ({Sessions} of {ChangeTest.FewestSessions})"
            : $"{figures}, {(Route is null ? ChangeTest.Confidence : ChangeTest.ConfidenceOfMany)} interval {Percent(Low!.Value)} to {Percent(High!.Value)}, {Sessions} earlier replays): {Describe()}";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:+0.0;-0.0;0.0} %");

    private string Describe() => Verdict switch
    {
        ChangeVerdict.Better => "better",
        ChangeVerdict.Worse => "worse",
        ChangeVerdict.Disturbed => string.Create(CultureInfo.InvariantCulture, $"not judged, other programs used {Others * 100:0} % of the machine's cores, usually {UsualOthers * 100:0} %"),
        _ => string.Create(CultureInfo.InvariantCulture, $"no significant change; here none under {Math.Max(Resolution!.Value, ChangeTest.SmallestEffect) * 100:0} % can be told"),
    };
}

/// <summary>What a change says.</summary>
public enum ChangeVerdict
{
    /// <summary>There are too few earlier replays to know how they differ by themselves.</summary>
    TooFewReplays,

    /// <summary>It is not more than replays of one build differ, or too small to matter.</summary>
    NoSignificantChange,

    /// <summary>It is better than before.</summary>
    Better,

    /// <summary>It is worse than before.</summary>
    Worse,

    /// <summary>It is worse than before, and may be so because other programs used more of the machine than usual: not judged.</summary>
    Disturbed,
}
