using System.Globalization;
using InfernoSim.Baselines;
using InfernoSim.Observations;

namespace InfernoSim.Verdicts;

/// <summary>What is remembered of a replay, to say next time what changed.</summary>
internal sealed record ReplayBaseline
{
    /// <summary>The outcome by its report name.</summary>
    public required string Outcome { get; init; }

    /// <summary>The fingerprint, where runs agreed.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Requests a second.</summary>
    public required double AchievedRate { get; init; }

    /// <summary>Latency from the moment requests were due.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>The figures of earlier replays, oldest first.</summary>
    internal IReadOnlyList<BaselineSession> Sessions { get; init; } = [];

    /// <summary>Remembers a summary.</summary>
    /// <param name="summary">The summary.</param>
    /// <returns>What to keep of it.</returns>
    public static ReplayBaseline From(ReplaySummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new ReplayBaseline
        {
            Outcome = summary.Outcome.ToReportName(),
            Fingerprint = summary.Fingerprint,
            AchievedRate = summary.Rate.Achieved,
            Latency = summary.Latency,
        };
    }

    internal static ChangeSummary Compare(ReplayBaseline? last, ReplayBaseline? now, IReadOnlyList<ChangeFigure> figures)
    {
        if (last is null || now is null)
        {
            return new ChangeSummary(false, ["no earlier run of this incident with these options"]);
        }

        var lines = new List<string>
        {
            last.Outcome == now.Outcome ? $"outcome: {now.Outcome}, as before" : $"outcome: {last.Outcome} -> {now.Outcome}",
            last.Fingerprint == now.Fingerprint ? "fingerprint: as before" : $"fingerprint: {Short(last.Fingerprint)} -> {Short(now.Fingerprint)}",
        };

        // A figure that is compared with several earlier replays is not said against the last one as well.
        lines.AddRange(new[]
        {
            (Name: "rate", Line: Describe("rate", "req/s", last.AchievedRate, now.AchievedRate)),
            (Name: "latency p50", Line: Describe("latency p50", "ms", last.Latency.P50, now.Latency.P50)),
            (Name: "latency p99", Line: Describe("latency p99", "ms", last.Latency.P99, now.Latency.P99)),
        }.Where(single => figures.All(figure => figure.Name != single.Name)).Select(single => single.Line));
        lines.AddRange(figures.Select(figure => $"against earlier replays: {figure}"));
        return new ChangeSummary(true, lines) { Figures = figures };
    }

    // Two single measurements carry no confidence interval: the figures are shown, and no judgement is made of them.
    private static string Describe(string name, string unit, double last, double now)
    {
        string change = last > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({(now - last) / last * 100:+0.0;-0.0;0.0} %)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {last:0.00} -> {now:0.00} {unit}{change}");
    }

    private static string Short(string? fingerprint) => fingerprint is null ? "none" : fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;
}
