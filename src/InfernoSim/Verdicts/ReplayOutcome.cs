namespace InfernoSim.Verdicts;

/// <summary>The outcome of a replay. The name that tools print is in each member's summary.</summary>
public enum ReplayOutcome
{
    /// <summary><c>PASS_STRONG</c>: everything replayed was compared and equal, more than once, and nothing was left out.</summary>
    PassStrong,

    /// <summary><c>PASS_WEAK</c>: nothing differed, but the evidence has gaps, which the summary lists.</summary>
    PassWeak,

    /// <summary><c>FAIL_DIVERGED</c>: the service answered, or called its dependencies, otherwise than recorded; always in the same way.</summary>
    FailDiverged,

    /// <summary><c>FAIL_NON_DETERMINISTIC</c>: runs or workers differ from one another.</summary>
    FailNonDeterministic,

    /// <summary><c>FAIL_SLO_MISSED</c>: nothing differed, but a run took longer than the window.</summary>
    FailSloMissed,

    /// <summary><c>FAIL_STALLED</c>: a request made no progress within the idle limit, or a run exceeded its wall time.</summary>
    FailStalled,

    /// <summary><c>FAIL_NO_COVERAGE</c>: nothing was left to replay.</summary>
    FailNoCoverage,

    /// <summary><c>FAIL_TARGET_UNREACHABLE</c>: the service under test did not accept a connection.</summary>
    FailTargetUnreachable,

    /// <summary><c>FAIL_INVALID_ENV</c>: the replay lacked something that only its environment can give, such as a credential.</summary>
    FailInvalidEnv,

    /// <summary><c>FAIL_INCOMPLETE_INCIDENT</c>: the recording lacks what would be needed to judge: events or bodies were lost, or traffic could not be recorded.</summary>
    FailIncompleteIncident,
}

/// <summary>What an outcome is called and how a process reports it.</summary>
public static class ReplayOutcomes
{
    /// <summary>The name of an outcome in reports.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>For example <c>FAIL_SLO_MISSED</c>.</returns>
    public static string ToReportName(this ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.PassStrong => "PASS_STRONG",
        ReplayOutcome.PassWeak => "PASS_WEAK",
        ReplayOutcome.FailDiverged => "FAIL_DIVERGED",
        ReplayOutcome.FailNonDeterministic => "FAIL_NON_DETERMINISTIC",
        ReplayOutcome.FailSloMissed => "FAIL_SLO_MISSED",
        ReplayOutcome.FailStalled => "FAIL_STALLED",
        ReplayOutcome.FailNoCoverage => "FAIL_NO_COVERAGE",
        ReplayOutcome.FailTargetUnreachable => "FAIL_TARGET_UNREACHABLE",
        ReplayOutcome.FailInvalidEnv => "FAIL_INVALID_ENV",
        ReplayOutcome.FailIncompleteIncident => "FAIL_INCOMPLETE_INCIDENT",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };

    /// <summary>The exit code of a process that reports an outcome: 0 passed, 1 the service failed, 2 the environment or the incident did.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>0, 1 or 2.</returns>
    public static int ToExitCode(this ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.PassStrong or ReplayOutcome.PassWeak => 0,
        ReplayOutcome.FailNoCoverage or ReplayOutcome.FailTargetUnreachable or ReplayOutcome.FailInvalidEnv or ReplayOutcome.FailIncompleteIncident => 2,
        _ => 1,
    };
}
