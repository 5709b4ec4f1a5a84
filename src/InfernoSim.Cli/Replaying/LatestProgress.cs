using InfernoSim.Replay;

namespace InfernoSim.Cli.Replaying;

/// <summary>Keeps the last progress that the engine reported; who shows it looks when it wants to.</summary>
internal sealed class LatestProgress : IProgress<ReplayProgress>
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReplayProgress _latest;

    /// <summary>Completes when the first progress is reported.</summary>
    public Task Begun => _begun.Task;

    /// <inheritdoc/>
    public void Report(ReplayProgress value)
    {
        _begun.TrySetResult();
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
