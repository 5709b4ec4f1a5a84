namespace InfernoSim.Load.Envelope;

/// <summary>What is asked of an envelope search.</summary>
public sealed class EnvelopeOptions
{
    /// <summary>What has to hold.</summary>
    public required ServiceLevel ServiceLevel { get; init; }

    /// <summary>Requests a second that the service has to sustain; <see langword="null"/> when it is only to be found out.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public double? AtLeast { get; init; }

    /// <summary>How long the whole search may take, 10 s or more.</summary>
    /// <value>The default is 60 s.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What an arrival is.</summary>
    /// <value>The default is <see cref="ArrivalUnit.Auto"/>.</value>
    public ArrivalUnit Arrival { get; init; }

    /// <summary>Whether arrivals come at random (Poisson, by the seed) in place of equal intervals.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RandomArrivals { get; init; }

    /// <summary>Whether the greatest fan-out is searched.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Fanout { get; init; } = true;

    /// <summary>The dependencies whose tolerated latency is searched, by host; <see langword="null"/> for all that the incident calls.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<string>? Dependencies { get; init; }
}
