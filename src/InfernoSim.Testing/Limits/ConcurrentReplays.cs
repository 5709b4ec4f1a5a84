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

    /// <summary>Whether it has been alone so far.</summary>
    public bool IsAlone
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

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            Running.Remove(this);
        }
    }
}
