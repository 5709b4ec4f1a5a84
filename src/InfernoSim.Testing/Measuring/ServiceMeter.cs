using InfernoSim.Goals;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Measuring;

/// <summary>
/// What a service of this process does while it handles the requests of one replay. The execution context says which code
/// that is: it flows with the service's code from thread to thread, and the runtime tells when a thread takes it up and
/// lays it down. What is allocated in between is the service's; what the replay, the stub and the server allocate is not.
/// </summary>
internal sealed class ServiceMeter : IDisposable
{
    private static readonly AsyncLocal<Phase?> Current = new(OnContextChanged);

    [ThreadStatic]
    private static long _mark;

    private readonly Phase _first = new();
    private readonly Phase _rest = new();
    private readonly long _requestsOfFirstRun;
    private readonly bool _isRepeated;
    private readonly bool _measuresAllocation;
    private readonly BlockingWatch? _watch;
    private long _requests;

    private ServiceMeter(ReplayPlan plan, bool measuresAllocation, bool watchesBlocking)
    {
        _requestsOfFirstRun = plan.RequestCount / plan.Options.Runs;
        _isRepeated = plan.Options.Runs > 1;
        _measuresAllocation = measuresAllocation;
        _watch = watchesBlocking ? new BlockingWatch(() => Current.Value?.Owner == this) : null;
        _first.Owner = _rest.Owner = this;
    }

    /// <summary>A meter for what the goals of a replay ask for.</summary>
    /// <returns><see langword="null"/> when they ask for nothing of the kind.</returns>
    public static ServiceMeter? For(ReplayPlan plan)
    {
        bool measuresAllocation = GoalJudgement.AsksFor(plan.Options, GoalFigure.Allocated);
        bool watchesBlocking = GoalJudgement.AsksFor(plan.Options, GoalFigure.SyncOverAsync);
        return measuresAllocation || watchesBlocking ? new ServiceMeter(plan, measuresAllocation, watchesBlocking) : null;
    }

    /// <summary>What the caller goes on to do is the service's, until the result is disposed of.</summary>
    public Scope Enter()
    {
        bool isFirst = Interlocked.Increment(ref _requests) <= _requestsOfFirstRun;
        if (!isFirst && _measuresAllocation)
        {
            // Being told of every wait allocates, in the middle of what is measured.
            _watch?.Stop();
        }

        Phase phase = isFirst ? _first : _rest;
        Interlocked.Increment(ref phase.Requests);
        Current.Value = phase;
        return default;
    }

    /// <summary>What the calling async method goes on to do is not the service's.</summary>
    public static void Pause() => Current.Value = null;

    /// <summary>What was measured.</summary>
    public InProcessFigures Complete()
    {
        _watch?.Stop();

        // In the first run the service fills its caches.
        Phase measured = _isRepeated ? _rest : _first;
        bool isDisturbed = !_isRepeated && _watch is not null;
        long bytes = Interlocked.Read(ref measured.Bytes);
        return new InProcessFigures
        {
            AllocatedPerRequest = _measuresAllocation && !isDisturbed && measured.Requests > 0 ? (double)bytes / measured.Requests : null,
            WhyNotAllocated = isDisturbed ? "beside watching for sync over async it takes 2 runs or more" : "no request was handled",
            SyncOverAsync = _watch?.Count,
            WaitedAt = _watch?.First,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    private static void OnContextChanged(AsyncLocalValueChangedArgs<Phase?> change)
    {
        if (change.PreviousValue is { } left)
        {
            Interlocked.Add(ref left.Bytes, GC.GetAllocatedBytesForCurrentThread() - _mark);
        }

        if (change.CurrentValue is not null)
        {
            _mark = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    /// <summary>Ends with what <see cref="Enter"/> began.</summary>
    public readonly struct Scope : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Current.Value = null;
    }

    private sealed class Phase
    {
        public long Bytes;
        public long Requests;

        public ServiceMeter? Owner { get; set; }
    }
}
