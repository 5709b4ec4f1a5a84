using InfernoSim.Load;
using InfernoSim.Load.Envelope;

namespace InfernoSim.Testing;

/// <summary>What is asked of an envelope search, in the form that an attribute can hold: the flags of <c>infernosim envelope</c>, with the same defaults.</summary>
public sealed class EnvelopeSettings
{
    /// <summary>What has to hold: upper limits of latency and errors, for example <c>p99&lt;250ms,errors&lt;0.1%</c>.</summary>
    /// <value>The default is <c>p99&lt;250ms,errors&lt;0.1%</c>.</value>
    public string Slo { get; set; } = "p99<250ms,errors<0.1%";

    /// <summary>The rate that the service has to sustain, for example <c>120 req/s</c>; empty when it is only to be found out.</summary>
    /// <value>The default is empty.</value>
    public string AtLeast { get; set; } = "";

    /// <summary>How long the whole search may take, a duration of 10 s or more.</summary>
    /// <value>The default is <c>60s</c>.</value>
    public string Budget { get; set; } = "60s";

    /// <summary>What an arrival is: one exchange, or a session of the whole incident.</summary>
    /// <value>The default is <see cref="ArrivalUnit.Auto"/>.</value>
    public ArrivalUnit Arrival { get; set; }

    /// <summary>Whether arrivals come at random (Poisson, by the seed) in place of equal intervals.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RandomArrivals { get; set; }

    /// <summary>Whether the greatest fan-out is searched as well.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SearchFanout { get; set; } = true;

    /// <summary>The dependencies whose tolerated latency is searched as well, by host; <c>*</c> for all that the incident calls, none for none.</summary>
    /// <value>The default is all.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Dependencies { get; set; } = ["*"];
#pragma warning restore CA1819

    /// <summary>The options these settings say.</summary>
    /// <exception cref="ReplayConfigurationException">A setting cannot be read.</exception>
    internal EnvelopeOptions ToOptions() => new()
    {
        ServiceLevel = ReplaySettings.Read(nameof(Slo), Slo, ServiceLevel.Parse),
        AtLeast = string.IsNullOrWhiteSpace(AtLeast) ? null : ReplaySettings.Read(nameof(AtLeast), AtLeast, RateText.Parse),
        Budget = ReplaySettings.Read(nameof(Budget), Budget, text => DurationText.Parse(text, "60s")),
        Arrival = Arrival,
        RandomArrivals = RandomArrivals,
        Fanout = SearchFanout,
        Dependencies = Dependencies.Contains("*") ? null : Dependencies,
    };
}
