using System.Globalization;
using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>The summary for a person. Runs, workers and exchanges are counted from 1 here, as people count.</summary>
internal static class SummaryText
{
    private const int MostDivergences = 10;

    public static string Render(ReplaySummary summary)
    {
        var text = new PrintedText();
        AppendOutcome(text, summary);
        AppendCounts(text, summary);
        AppendLiveState(text, summary.LiveState, summary.Words);
        if (summary.Receipt is { } receipt)
        {
            AppendLine(text, "Receipt", receipt.ToString());
        }

        AppendTimes(text, summary);
        text.Section("GOALS", summary.Goals.Select(goal => goal.ToString()));
        text.Section("DEPENDENCY CALLS", CallLines.Of(summary));
        text.Section("FAULTS", summary.Faults.Select(Describe));
        text.Section("IGNORED", summary.Noise.Select(noise => DescribeNoise(noise, noise.Source)));
        text.Section("LIMITING FACTOR", summary.LimitingFactor.ToLines());
        text.Section("SUSTAINABLE ENVELOPE (observed)", [summary.SustainableEnvelope]);
        text.Section("CHANGE FROM LAST RUN", summary.ChangeFromLastRun.Lines);
        text.Section("NOT TESTED", summary.NotTested.Select(item => item.What));
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
            0 when noise.IsOfPrivacy => "no value",
            0 => "MATCHED NOTHING, remove it or correct it",
            1 => $"1 {what}",
            _ => $"{noise.Ignored} {what}s",
        };
        return noise.GaveUp == 0 ? $"{rule}: {did}" : $"{rule}: {did}; NOT APPLIED to {noise.GaveUp} bodies, for which the expression took too long";
    }

    private static void AppendOutcome(PrintedText text, ReplaySummary summary)
    {
        text.Line("INFERNOSIM REPLAY SUMMARY");
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

    private static void AppendCounts(PrintedText text, ReplaySummary summary)
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

        AppendLine(text, "Inbound", $"{summary.Inbound.Observed} responses of {summary.Inbound.Expected} expected" + (summary.MissingResponses is { } missing ? $" ({missing})" : ""));
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

    private static void AppendLiveState(PrintedText text, LiveStateSummary live, OptionWording words)
    {
        if (live.Chains.Count > 0)
        {
            string chains = live.Chains.Count == 1 ? "1 chain" : $"{live.Chains.Count} chains";
            AppendLine(text, "Live state", $"{chains}, {live.Substituted} with fresh values, {live.Substitutions} substitutions in requests ({words.Everything} lists them)");
        }

        if (live.Moments > 0)
        {
            AppendLine(text, "Moments", live.Moments == 1 ? "1 time was now in its own exchange, as the recorded one was" : $"{live.Moments} times were now in their own exchange, as the recorded ones were");
        }
    }

    private static void AppendTimes(PrintedText text, ReplaySummary summary)
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

    private static void AppendDivergences(PrintedText text, ReplaySummary summary)
    {
        if (summary.FirstDivergence is not { } first)
        {
            return;
        }

        text.Section("FIRST DIVERGENCE", DivergenceText.InFull(first));
        text.Section("FURTHER DIVERGENCES", summary.Divergences.Skip(1).Take(MostDivergences).Select(d => $"{DivergenceText.InOneLine(d)} (x{d.Count})"));
        if (summary.Divergences.Count > MostDivergences + 1)
        {
            text.Line($"  ... and {summary.Divergences.Count - MostDivergences - 1} more distinct ones; {summary.Words.Everything} lists them");
        }

        text.Section("DIVERGENCES BY KIND", summary.DivergenceCounts.Select(count => $"{count.Key}: {count.Value}"));
    }

    private static string Describe(FaultSummary fault) =>
        fault.CallsMatched == 0
            ? $"{fault.Rule}: NOT APPLIED, no call went to that dependency"
            : $"{fault.Rule}: {fault.CallsFaulted} of {fault.CallsMatched} calls faulted";

    private static string Describe(LatencySummary latency) =>
        latency.Count == 0
            ? "not measured"
            : $"p50 {Number(latency.P50)} ms, p90 {Number(latency.P90)} ms, p99 {Number(latency.P99)} ms, max {Number(latency.Max)} ms";

    private static void AppendLine(PrintedText text, string name, string value) =>
        text.Line($"{name + ":",-20} {value}");

    private static string Virtual(ReplaySummary summary) => summary.Time == ReplayTime.Virtual ? " (virtual time)" : "";

    private static TimeSpan Milliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds));

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
