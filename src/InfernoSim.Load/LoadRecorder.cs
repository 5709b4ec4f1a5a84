namespace InfernoSim.Load;

/// <summary>Takes down what happens to requests under load. Thread-safe.</summary>
internal sealed class LoadRecorder(TimeProvider time, long started)
{
    private const int MostErrors = 20;

    private readonly Lock _lock = new();
    private readonly List<LoadSample> _samples = [];
    private readonly List<double> _missed = [];
    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);
    private long _inFlight;

    /// <summary>Requests whose response is awaited.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request is over.</summary>
    /// <param name="due">When it should have been sent, as a timestamp; so are the others.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="ended">When it was over.</param>
    /// <param name="isArrival">Whether it was due by the schedule.</param>
    /// <param name="error">What was wrong with it, or <see langword="null"/>.</param>
    public void End(long due, long sent, long ended, bool isArrival, string? error)
    {
        var sample = new LoadSample(Milliseconds(due), Milliseconds(sent), Milliseconds(ended), isArrival, error is not null);
        lock (_lock)
        {
            _samples.Add(sample);
            if (error is not null && (_errors.Count < MostErrors || _errors.ContainsKey(error)))
            {
                _errors[error] = _errors.GetValueOrDefault(error) + 1;
            }
        }

        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>An arrival that was never sent.</summary>
    public void Miss(long due)
    {
        lock (_lock)
        {
            _missed.Add(Milliseconds(due));
        }
    }

    /// <summary>What was taken down.</summary>
    /// <param name="shape">The load as it was applied.</param>
    /// <param name="shortage">Why it could not be made; <see langword="null"/> when it could.</param>
    public LoadResult ToResult(LoadShape shape, string? shortage = null)
    {
        lock (_lock)
        {
            return new LoadResult(shape, [.. _samples], [.. _missed], new Dictionary<string, int>(_errors)) { Shortage = shortage };
        }
    }

    private double Milliseconds(long timestamp) => (timestamp - started) * 1000.0 / time.TimestampFrequency;
}
