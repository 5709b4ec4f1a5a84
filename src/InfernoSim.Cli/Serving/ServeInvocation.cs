using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Jobs;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Serving;

/// <summary>What <c>infernosim serve</c> was asked for.</summary>
internal sealed record ServeInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>Where the dependency stub listens.</summary>
    public required IPEndPoint StubListen { get; init; }

    /// <summary>Where it can be asked what was called.</summary>
    public required IPEndPoint StatusListen { get; init; }

    /// <summary>The folder of the certificate authority for https calls; <see langword="null"/> for the user's own, if there is one.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>Where the stub of the PostgreSQL server listens; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? PostgresListen { get; init; }

    /// <summary>A PEM file with the certificate for PostgreSQL clients that ask for TLS; <see langword="null"/> for one that is made.</summary>
    public string? PostgresCertificate { get; init; }

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
