using InfernoSim.Planning;

namespace InfernoSim.Load.Envelope;

/// <summary>What is asked of an envelope search. Every property is a flag of <c>infernosim envelope</c> of the same name.</summary>
internal sealed record EnvelopeOptions
{
    /// <summary>What has to hold.</summary>
    public required ServiceLevel ServiceLevel { get; init; }

    /// <summary>How the incident is replayed: which events, with which headers and faults. Its runs, fan-out and pauses are not looked at.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Requests a second that the service has to sustain; <see langword="null"/> when it is only to be found out.</summary>
    public double? AtLeast { get; init; }

    /// <summary>How long the whole search may take.</summary>
    /// <value>The default is 60 s.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What an arrival is.</summary>
    /// <value>The default is <see cref="ArrivalUnit.Auto"/>.</value>
    public ArrivalUnit Arrival { get; init; }

    /// <summary>Whether arrivals come at random (Poisson, by the seed) in place of equal intervals.</summary>
    public bool RandomArrivals { get; init; }

    /// <summary>Whether the greatest fan-out is searched.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Fanout { get; init; } = true;

    /// <summary>The dependencies whose tolerated latency is searched, by host; <see langword="null"/> for all that the incident calls.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }
}
