using InfernoSim.Measuring;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// Whether a replay was ever beside another in this process. What is measured of the process then is of all of them, and says
/// nothing of one service.
/// </summary>
internal sealed class ConcurrentReplays : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly List<ConcurrentReplays> Running = [];

    private bool _wasBesideAnother;

    private ConcurrentReplays()
    {
    }

    private bool IsAlone
    {
        get
        {
            lock (Gate)
            {
                return !_wasBesideAnother;
            }
        }
    }

    /// <summary>A replay begins; it ends with <see cref="Dispose"/>.</summary>
    public static ConcurrentReplays Enter()
    {
        lock (Gate)
        {
            var replay = new ConcurrentReplays { _wasBesideAnother = Running.Count > 0 };
            foreach (ConcurrentReplays other in Running)
            {
                other._wasBesideAnother = true;
            }

            Running.Add(replay);
            return replay;
        }
    }

    /// <summary>Begins to watch a service's resources, where what is measured is this replay's alone.</summary>
    /// <param name="start">Begins to watch.</param>
    /// <returns><see langword="null"/> when it is not, or nothing can be seen of the service but its responses.</returns>
    public ILimitProbe? Watch(Func<ILimitProbe?> start) => IsAlone && start() is { } probe ? new LoneProbe(probe, this) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            Running.Remove(this);
        }
    }

    /// <summary>A probe that has seen nothing when another replay came beside this one.</summary>
    private sealed class LoneProbe(ILimitProbe probe, ConcurrentReplays replay) : ILimitProbe
    {
        public void Restart() => probe.Restart();

        public void Sample() => probe.Sample();

        public ResourceEvidence? Read() => replay.IsAlone ? probe.Read() : null;

        public void Dispose() => probe.Dispose();
    }
}
