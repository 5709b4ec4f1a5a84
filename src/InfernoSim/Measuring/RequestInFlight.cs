namespace InfernoSim.Measuring;

/// <summary>A request that is in flight, or was when a call of it came. Not thread-safe.</summary>
/// <param name="began">When it was sent, in seconds.</param>
internal sealed class RequestInFlight(double began)
{
    private readonly List<DependencyMeter> _called = [];

    public double Began { get; } = began;

    /// <summary>Whether a call of it has failed.</summary>
    public bool IsLetDown { get; set; }

    /// <summary>When it failed without a call of it having failed before, in seconds; <see langword="null"/> where it did not.</summary>
    public double? FailedAt { get; set; }

    /// <summary>It calls a dependency.</summary>
    public void Call(DependencyMeter dependency)
    {
        if (!_called.Contains(dependency))
        {
            _called.Add(dependency);
            dependency.Callers++;
        }
    }

    /// <summary>It is over.</summary>
    public void End() => _called.ForEach(dependency => dependency.Callers--);
}
