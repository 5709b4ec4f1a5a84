using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Jobs;
using InfernoSim.Load;
using InfernoSim.Load.Envelope;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Envelopes;

/// <summary>What <c>infernosim envelope</c> was asked for, checked.</summary>
internal sealed record EnvelopeInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What answers its dependency calls.</summary>
    public required DependencyServers Servers { get; init; }

    /// <summary>Where the service under test listens.</summary>
    public required Uri TargetBase { get; init; }

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    public TrustChoice Trust { get; init; } = new();

    /// <summary>What has to hold.</summary>
    public required ServiceLevel ServiceLevel { get; init; }

    /// <summary>Requests a second that the service has to sustain, or <see langword="null"/>.</summary>
    public double? AtLeast { get; init; }

    /// <summary>How long the search may take.</summary>
    public TimeSpan Budget { get; init; }

    /// <summary>What an arrival is.</summary>
    public ArrivalUnit Arrival { get; init; }

    /// <summary>Whether arrivals come at random.</summary>
    public bool RandomArrivals { get; init; }

    /// <summary>Whether the greatest fan-out is searched.</summary>
    public bool SearchFanout { get; init; }

    /// <summary>The dependencies whose tolerated latency is searched; none for all.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Whether the tolerated latency of dependencies is searched.</summary>
    public bool SearchDependencies { get; init; }

    /// <summary>How the incident is replayed.</summary>
    public required ReplayOptions Options { get; init; }

    /// <summary>A file in place of the incident's <c>replay.yaml</c>; <see langword="null"/> for that one.</summary>
    public required string? Config { get; init; }

    /// <summary>The properties of <see cref="Options"/> that were given rather than left at their defaults.</summary>
    internal IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    /// <summary>What the job works on.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    internal ReplayInput ToInput(Func<string, string?> environment) => new() { Incident = Incident, Options = Options, Given = Given, Config = Config, Environment = environment, Words = FlagWording.Instance };

    /// <summary>Whether standard output is the summary as JSON and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>What is asked of the search.</summary>
    public EnvelopeOptions ToOptions() => new()
    {
        ServiceLevel = ServiceLevel,
        AtLeast = AtLeast,
        Budget = Budget,
        Arrival = Arrival,
        RandomArrivals = RandomArrivals,
        Fanout = SearchFanout,
        Dependencies = !SearchDependencies ? [] : Dependencies.Count == 0 ? null : Dependencies,
    };
}
