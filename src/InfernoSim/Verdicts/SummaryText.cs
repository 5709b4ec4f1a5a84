using System.Globalization;
using System.Text;
using InfernoSim.LiveState;
using InfernoSim.Observations;

namespace InfernoSim.Verdicts;

/// <summary>The summary for a person. Runs, workers and exchanges are counted from 1 here, as people count.</summary>
internal static class SummaryText
{
    private const int MostDivergences = 10;

    public static string Render(ReplaySummary summary)
    {
        var text = new StringBuilder();
        AppendOutcome(text, summary);
        AppendCounts(text, summary);
        AppendLiveState(text, summary.LiveState, summary.Words);
        if (summary.Receipt is { } receipt)
        {
            AppendLine(text, "Receipt", receipt.ToString());
        }

        AppendTimes(text, summary);
        AppendSection(text, "GOALS", summary.Goals.Select(goal => goal.ToString()));
        AppendSection(text, "DEPENDENCY CALLS", CallLines.Of(summary));
        AppendSection(text, "FAULTS", summary.Faults.Select(Describe));
        AppendSection(text, "IGNORED", summary.Noise.Select(noise => DescribeNoise(noise, noise.Source)));
        AppendSection(text, "LIMITING FACTOR", summary.LimitingFactor.ToLines());
        AppendSection(text, "SUSTAINABLE ENVELOPE (observed)", [summary.SustainableEnvelope]);
        AppendSection(text, "CHANGE FROM LAST RUN", summary.ChangeFromLastRun.Lines);
        AppendSection(text, "NOT TESTED", summary.NotTested.Select(item => item.What));
        AppendDivergences(text, summary);
        return text.ToString();
    }

    /// <summary>What a rule did, in one line.</summary>
    /// <param name="noise">The rule.</param>
    /// <param name="source">Where it is written; <see langword="null"/> where that is not to be shown.</param>
    internal static string DescribeNoise(NoiseSummary noise, string? source)
    {
        string rule = source is null ? noise.Rule : $"{noise.Rule} ({source})";
        string what = noise.Rule.StartsWith("calls:", StringComparison.Ordinal) ? "call" : "value";
        string did = noise.Ignored switch
        {
            0 when what == "call" => "no call came",
            0 => "MATCHED NOTHING, remove it or correct it",
            1 => $"1 {what}",
            _ => $"{noise.Ignored} {what}s",
        };
        return noise.GaveUp == 0 ? $"{rule}: {did}" : $"{rule}: {did}; NOT APPLIED to {noise.GaveUp} bodies, for which the expression took too long";
    }

    private static void AppendOutcome(StringBuilder text, ReplaySummary summary)
    {
        text.Append("INFERNOSIM REPLAY SUMMARY\n");
        AppendLine(text, "Outcome", summary.Outcome.ToReportName());
        if (summary.Reason is not null)
        {
            AppendLine(text, summary.Passed ? "Weak because" : "Primary failure", summary.Reason);
        }

        if (summary.Cause is { } cause)
        {
            AppendLine(text, "Looks like", cause.ToString());
        }

        AppendLine(text, "Incident", summary.Incident);
    }

    private static void AppendCounts(StringBuilder text, ReplaySummary summary)
    {
        RunCounts runs = summary.Runs;
        AppendLine(text, "Runs", $"requested {runs.Requested}, executed {runs.Executed}, completed {runs.Completed}, fan-out {summary.Fanout}");
        if (summary.State != ReplayState.Shared)
        {
            AppendLine(text, "State", $"{summary.State}, {(summary.Services == 1 ? "1 service" : $"{summary.Services} services")} started");
        }

        AppendLine(text, "Deterministic runs", $"{runs.Deterministic} of {runs.Executed}" + (summary.Fingerprint is null ? "" : $" (fingerprint {summary.Fingerprint})"));
        if (summary.Nondeterminism is { } parted)
        {
            AppendLine(
                text,
                "Runs part at",
                $"exchange {parted.Exchange + 1} ({parted.Request}): run {parted.FirstRun + 1} worker {parted.FirstWorker + 1} saw {parted.FirstSaw}; "
                + $"run {parted.SecondRun + 1} worker {parted.SecondWorker + 1} saw {parted.SecondSaw}");
        }

        AppendLine(text, "Inbound", $"{summary.Inbound.Observed} responses of {summary.Inbound.Expected} expected");
        CallMatching matching = summary.Matching;
        AppendLine(
            text,
            "Outbound",
            $"{summary.Outbound.Observed} answered of {summary.Outbound.Expected} expected "
            + $"(causally {matching.Causal}, by content {matching.ByContent}, ambiguous {matching.Ambiguous}, faulted {matching.Faulted}, unmatched {matching.Unmatched}"
            + (matching.Overridden > 0 ? $", overridden {matching.Overridden})" : ")"));
        if (matching.LostContext.Count > 0)
        {
            AppendLine(text, "Lost context", $"calls without a trace id: {string.Join(", ", matching.LostContext)}");
        }
    }

    private static void AppendLiveState(StringBuilder text, LiveStateSummary live, OptionWording words)
    {
        if (live.Chains.Count > 0)
        {
            string chains = live.Chains.Count == 1 ? "1 chain" : $"{live.Chains.Count} chains";
            AppendLine(text, "Live state", $"{chains}, {live.Substituted} with fresh values, {live.Substitutions} substitutions in requests ({words.Everything} lists them)");
        }
    }

    private static void AppendTimes(StringBuilder text, ReplaySummary summary)
    {
        AppendLine(text, "Pace", summary.PaceText);
        string target = summary.Rate.Target is { } rate ? $"{Number(rate)} req/s" : "as fast as causality allows";
        AppendLine(text, "Rate", $"target {target}, achieved {Number(summary.Rate.Achieved)} req/s{Virtual(summary)}");
        AppendLine(text, summary.Rate.Target is null ? "Latency (from send)" : "Latency (from due)", Describe(summary.Latency) + Virtual(summary));
        AppendLine(text, "Service time", Describe(summary.ServiceTime) + Virtual(summary));
        if (summary.Window is { } window)
        {
            AppendLine(
                text,
                "Window",
                $"{GoDuration.Format(window.Limit)}: {(window.Held ? "held" : "missed")}, longest run {GoDuration.Format(Milliseconds(window.LongestRun))} (run {window.Run + 1})"
                + (window.Held ? "" : $", {window.Late} requests late") + Virtual(summary));
        }
    }

    private static void AppendDivergences(StringBuilder text, ReplaySummary summary)
    {
        if (summary.FirstDivergence is not { } first)
        {
            return;
        }

        text.Append("\nFIRST DIVERGENCE\n");
        foreach (string line in DivergenceText.InFull(first))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        AppendSection(text, "FURTHER DIVERGENCES", summary.Divergences.Skip(1).Take(MostDivergences).Select(d => $"{DivergenceText.InOneLine(d)} (x{d.Count})"));
        if (summary.Divergences.Count > MostDivergences + 1)
        {
            text.Append("  ... and ").Append(summary.Divergences.Count - MostDivergences - 1).Append(" more distinct ones; ").Append(summary.Words.Everything).Append(" lists them\n");
        }

        AppendSection(text, "DIVERGENCES BY KIND", summary.DivergenceCounts.Select(count => $"{count.Key}: {count.Value}"));
    }

    private static string Describe(FaultSummary fault) =>
        fault.CallsMatched == 0
            ? $"{fault.Rule}: NOT APPLIED, no call went to that dependency"
            : $"{fault.Rule}: {fault.CallsFaulted} of {fault.CallsMatched} calls faulted";

    private static string Describe(LatencySummary latency) =>
        latency.Count == 0
            ? "not measured"
            : $"p50 {Number(latency.P50)} ms, p90 {Number(latency.P90)} ms, p99 {Number(latency.P99)} ms, max {Number(latency.Max)} ms";

    private static void AppendSection(StringBuilder text, string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append('\n');
        foreach (string line in all)
        {
            text.Append("  ").Append(line).Append('\n');
        }
    }

    private static void AppendLine(StringBuilder text, string name, string value) =>
        text.Append($"{name + ":",-20} ").Append(value).Append('\n');

    private static string Virtual(ReplaySummary summary) => summary.Time == ReplayTime.Virtual ? " (virtual time)" : "";

    private static TimeSpan Milliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds));

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
