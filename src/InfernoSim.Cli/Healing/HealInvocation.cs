using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Jobs;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Healing;

/// <summary>What <c>infernosim heal</c> was asked for, checked.</summary>
internal sealed record HealInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What answers its dependency calls.</summary>
    public required DependencyServers Servers { get; init; }

    /// <summary>Where the service under test listens.</summary>
    public required Uri TargetBase { get; init; }

    /// <summary>How many replays are learnt from.</summary>
    public required int Replays { get; init; }

    /// <summary>Whether the rules are written into the file.</summary>
    public required bool Write { get; init; }

    /// <summary>A file in place of the incident's <c>replay.yaml</c>; <see langword="null"/> for that one.</summary>
    public required string? Config { get; init; }

    /// <summary>Headers that were given; <see langword="null"/> for those of the file.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    public TrustChoice Trust { get; init; } = new();

    /// <summary>A command that resets what the service owns before each run; <see langword="null"/> for none.</summary>
    public string? BeforeRun { get; init; }

    /// <summary>What the job works on.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    internal ReplayInput ToInput(Func<string, string?> environment) => new()
    {
        Incident = Incident,
        Config = Config,
        Environment = environment,
        Words = FlagWording.Instance,
        Options = Headers is null ? HealJob.Defaults : HealJob.Defaults with { Headers = Headers },
        Given = Headers is null ? new HashSet<string>() : new HashSet<string> { nameof(ReplayOptions.Headers) },
    };
}
