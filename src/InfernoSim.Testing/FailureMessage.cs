using InfernoSim.Observations;
using InfernoSim.Printing;
using InfernoSim.Testing.Output;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>What a failed test says.</summary>
internal static class FailureMessage
{
    private const int MostOutput = 2_000;

    /// <summary>The outcome, the first divergence in full, the end of the service's output, the next step.</summary>
    public static string Of(IncidentReplay replay)
    {
        ReplaySummary summary = replay.Summary;
        PrintedText text = new PrintedText().Line($"{summary.Outcome.ToReportName()}: {summary.Reason ?? "no reason"}");
        if (summary.FirstDivergence is { } first)
        {
            text.Section("First divergence", DivergenceText.InFull(first));
        }

        if (replay.ServiceOutput.Length > 0 && summary.Outcome is not ReplayOutcome.FailNoCoverage)
        {
            text.Line().Line("The service's last output").Lines(OutputTail.Of(replay.ServiceOutput, MostOutput));
        }

        return text.Line().Lines($"Next: {NextStep(replay)}").ToString().TrimEnd('\n');
    }

    private static string NextStep(IncidentReplay replay) => replay.Summary.Outcome switch
    {
        ReplayOutcome.FailDiverged or ReplayOutcome.FailNonDeterministic when CauseAdvice.Of(replay.Summary) is { } advice => advice,
        ReplayOutcome.FailDiverged =>
            $"if the change is a regression, fix the service; if it is meant, record the incident anew or correct it in {VisibleText.Line(replay.IncidentFolder)}.",
        ReplayOutcome.FailNonDeterministic =>
            "find what the service takes from a clock, random numbers, shared state or the order of its calls; Runs = 1 and Fanout = 1 narrow it down.",
        ReplayOutcome.FailSloMissed => "this is about pace, and what the service does is as recorded: make it faster under this load, or widen Window.",
        ReplayOutcome.FailStalled => "look at what the request above waits for; MaxIdleTime says how long is too long.",
        ReplayOutcome.FailNoCoverage => $"check that {VisibleText.Line(replay.IncidentFolder)} is the incident you mean, and that SafeMode and MaxEvents leave something to replay.",
        ReplayOutcome.FailTargetUnreachable => "start the service, or correct its address.",
        ReplayOutcome.FailInvalidEnv => "supply what the reason above names: what capture redacted, for example Headers = [\"Authorization: Bearer ${TOKEN}\"], or trust in a certificate.",
        _ => "read the whole summary in the test's output.",
    };
}
