namespace InfernoSim.Load;

/// <summary>A load: how much, and how long.</summary>
internal sealed record LoadShape
{
    /// <summary>Arrivals a second, whatever the service does; <see langword="null"/> for a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>Workers that each start over when they are done; for a closed loop.</summary>
    public int Workers { get; init; }

    /// <summary>Whether arrivals come at random (Poisson) in place of equal intervals.</summary>
    public bool IsRandom { get; init; }

    /// <summary>What comes first and is not measured.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long is measured.</summary>
    public required TimeSpan Measured { get; init; }

    /// <summary>How long responses are awaited when the last request has been sent.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A request that is sent later than this has been sent late.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>An arrival is not sent while this many requests are in flight; it is missed, and counted as an error.</summary>
    public int MostInFlight { get; init; } = 10_000;

    /// <summary>
    /// Whether the load ends with the first arrival that cannot be sent, once half a second has been measured. What is in
    /// flight is given up, and the measured time is what it was until then.
    /// </summary>
    public bool EndsWhenOverrun { get; init; }

    /// <summary>Warm-up and measured time.</summary>
    public TimeSpan Length => Warmup + Measured;

    /// <summary>As a person reads it.</summary>
    public override string ToString() => Rate is { } rate
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rate:0.#} arrivals/s")
        : $"{Workers} {(Workers == 1 ? "worker" : "workers")}";
}
