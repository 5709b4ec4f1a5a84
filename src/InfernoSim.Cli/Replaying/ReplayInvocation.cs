using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Jobs;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Replaying;

/// <summary>What <c>infernosim replay</c> was asked for, checked.</summary>
internal sealed record ReplayInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What answers its dependency calls.</summary>
    public required DependencyServers Servers { get; init; }

    /// <summary>Where the service under test listens.</summary>
    public required Uri TargetBase { get; init; }

    /// <summary>A file in place of the incident's <c>replay.yaml</c>; <see langword="null"/> for that one.</summary>
    public required string? Config { get; init; }

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    public TrustChoice Trust { get; init; } = new();

    /// <summary>A command that resets what the service owns before each run; <see langword="null"/> for none.</summary>
    public string? BeforeRun { get; init; }

    /// <summary>What is asked of the engine.</summary>
    public required ReplayOptions Options { get; init; }

    /// <summary>The properties of <see cref="Options"/> that were given rather than left at their defaults.</summary>
    internal IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    /// <summary>What the job works on.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    internal ReplayInput ToInput(Func<string, string?> environment) => new() { Incident = Incident, Options = Options, Given = Given, Config = Config, Environment = environment, Words = FlagWording.Instance };

    /// <summary>Whether standard output is the summary as JSON and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>Whether only the outcome and the first divergence are printed.</summary>
    public bool Quiet { get; init; }
}
