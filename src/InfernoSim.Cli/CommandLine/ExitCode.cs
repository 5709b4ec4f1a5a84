namespace InfernoSim.Cli.CommandLine;

/// <summary>What the process says to whoever started it; see <c>docs/replay.md</c>.</summary>
internal static class ExitCode
{
    /// <summary>Done; for a replay, the service passed.</summary>
    public const int Success = 0;

    /// <summary>For <c>verify</c>: something was found that makes a replay fail, or a secret.</summary>
    public const int NotReplayable = 1;

    /// <summary>Something is not as recorded; for <c>heal</c> also a rule that was proposed and not written.</summary>
    public const int Differs = 1;

    /// <summary>The command line, the incident or the environment does not allow it: nothing was learnt about the service.</summary>
    public const int CannotRun = 2;
}
