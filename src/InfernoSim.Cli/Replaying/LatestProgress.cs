using InfernoSim.Replay;

namespace InfernoSim.Cli.Replaying;

/// <summary>Keeps the last progress that the engine reported; who shows it looks when it wants to.</summary>
internal sealed class LatestProgress : IProgress<ReplayProgress>
{
    private readonly Lock _lock = new();
    private ReplayProgress _latest;

    /// <inheritdoc/>
    public void Report(ReplayProgress value)
    {
        lock (_lock)
        {
            _latest = value;
        }
    }

    /// <summary>The last progress in words.</summary>
    public string Describe()
    {
        ReplayProgress now;
        lock (_lock)
        {
            now = _latest;
        }

        return now.Runs == 0
            ? "starting"
            : $"run {now.Run} of {now.Runs}, {now.RequestsCompleted} of {now.RequestsExpected} requests, {now.Divergences} divergences";
    }
}
