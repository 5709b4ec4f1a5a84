using System.Globalization;
using InfernoSim.Observations;
using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>
/// The summary as a snapshot: what the same incident, options and seed give again on any machine, and nothing else. Counted
/// from 1, as in <see cref="SummaryText"/>.
/// </summary>
internal static class SummarySnapshot
{
    /// <summary>What every snapshot begins with.</summary>
    public const string FirstLine = "INFERNOSIM REPLAY SNAPSHOT";

    /// <summary>Renders the snapshot, with <c>\n</c> between the lines and none after the last.</summary>
    public static string Render(ReplaySummary summary)
    {
        List<string> lines = [FirstLine];
        AddOutcome(lines, summary);
        AddCounts(lines, summary);
        AddSection(lines, "GOALS", summary.Goals.Select(goal => Describe(goal, IsRepeatable(summary))));
        AddSection(lines, "FAULTS", summary.Faults.Select(Describe));
        AddSection(lines, "IGNORED", IsRepeatable(summary) ? summary.Noise.Select(noise => SummaryText.DescribeNoise(noise, source: null)) : []);
        AddSection(lines, "NOT TESTED", summary.NotTested.Select(item => VolatileText.Mask(item.What)));
        AddSection(lines, "DIVERGENCES", IsRepeatable(summary) ? summary.Divergences.Select(Describe) : []);
        return string.Join('\n', lines);
    }

    /// <summary>
    /// Whether every run was finished and was the same. Otherwise how far each one came, and what was seen on the way, is
    /// by chance.
    /// </summary>
    private static bool IsRepeatable(ReplaySummary summary) =>
        summary.Fingerprint is not null && summary.Runs.Completed == summary.Runs.Requested;

    private static void AddOutcome(List<string> lines, ReplaySummary summary)
    {
        AddField(lines, "Outcome", summary.Outcome.ToReportName());
        if (summary is { Outcome: ReplayOutcome.PassWeak, Reason: { } weakness })
        {
            AddField(lines, "Weak because", VolatileText.Mask(weakness));
        }

        AddField(lines, "Incident", FolderName(summary.Incident));
    }

    private static void AddCounts(List<string> lines, ReplaySummary summary)
    {
        RunCounts runs = summary.Runs;
        AddField(lines, "Runs", Invariant($"{runs.Requested}, fan-out {summary.Fanout}{(summary.Time == ReplayTime.Virtual ? ", virtual time" : "")}{(summary.State != ReplayState.Shared ? $", {summary.State}" : "")}"));
        if (!IsRepeatable(summary))
        {
            AddField(lines, "Deterministic", summary.Outcome == ReplayOutcome.FailNonDeterministic ? "no: runs or workers differ" : "not known: not every run was finished");
        }
        else
        {
            AddField(lines, "Deterministic", Invariant($"{runs.Deterministic} of {runs.Executed} runs"));
            AddField(lines, "Fingerprint", summary.Fingerprint!);
            AddField(lines, "Inbound", Invariant($"{summary.Inbound.Observed} responses of {summary.Inbound.Expected} expected"));
            string overridden = summary.Matching.Overridden > 0 ? Invariant($", {summary.Matching.Overridden} overridden") : "";
            AddField(lines, "Outbound", Invariant($"{summary.Outbound.Observed} answered of {summary.Outbound.Expected} expected{overridden}"));
        }

        if (summary.Matching.LostContext.Count > 0)
        {
            string dependencies = string.Join(", ", summary.Matching.LostContext.Select(VolatileText.Mask).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            AddField(lines, "Lost context", $"calls without a trace id: {dependencies}");
        }

        if (summary.Window is { } window)
        {
            AddField(lines, "Window", $"{GoDuration.Format(window.Limit)}: {(window.Held ? "held" : "missed")}");
        }
    }

    // Whether a figure of this machine held is the machine's.
    private static string Describe(GoalResult goal, bool isRepeatable) =>
        goal.IsExact && isRepeatable ? VolatileText.Mask(goal.ToString()) : goal.Goal;

    // How many calls a rule met is left out: a transport that loses its connection may or may not try again by itself.
    private static string Describe(FaultSummary fault) => fault switch
    {
        { CallsMatched: 0 } => $"{fault.Rule}: NOT APPLIED, no call went to that dependency",
        { CallsFaulted: 0 } => $"{fault.Rule}: NOT APPLIED, drawn for none of the calls",
        _ => $"{fault.Rule}: applied",
    };

    // What the incident holds is the same everywhere; what came is masked where it depends on the machine.
    private static string Describe(Divergence divergence)
    {
        Divergence masked = divergence with
        {
            CallRequest = divergence.CallRequest is { } call ? VolatileText.Mask(call) : null,
            Got = VolatileText.Mask(divergence.Got),
        };
        string after = divergence.AfterFaults.Count > 0 ? $" after {string.Join(", ", divergence.AfterFaults)}" : "";
        return Invariant($"{DivergenceText.InOneLine(masked)}{after} (x{divergence.Count})");
    }

    private static string FolderName(string folder)
    {
        string trimmed = folder.TrimEnd('/', '\\');
        return trimmed[(trimmed.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static void AddSection(List<string> lines, string title, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            lines.AddRange(["", title, .. all.Select(item => "  " + OneLine(item))]);
        }
    }

    private static void AddField(List<string> lines, string name, string value) => lines.Add(OneLine($"{name + ":",-15}{value}"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Neither an encoding nor an editor changes it.
    private static string OneLine(string text) => VisibleText.Line(text.TrimEnd(' '));
}
