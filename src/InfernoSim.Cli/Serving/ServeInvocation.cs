using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Jobs;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Serving;

/// <summary>What <c>infernosim serve</c> was asked for.</summary>
internal sealed record ServeInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What answers its dependency calls.</summary>
    public required DependencyServers Servers { get; init; }

    /// <summary>Where it can be asked what was called.</summary>
    public required IPEndPoint StatusListen { get; init; }

    /// <summary>A file in place of the incident's <c>replay.yaml</c>; <see langword="null"/> for that one.</summary>
    public string? Config { get; init; }

    /// <summary>Faults, rules and time.</summary>
    public required ReplayOptions Options { get; init; }

    /// <summary>The properties of <see cref="Options"/> that were given rather than left at their defaults.</summary>
    internal IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    /// <summary>What is served, and how.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    internal ReplayInput ToInput(Func<string, string?> environment) => new() { Incident = Incident, Options = Options, Given = Given, Config = Config, Environment = environment, Words = FlagWording.Instance };
}
