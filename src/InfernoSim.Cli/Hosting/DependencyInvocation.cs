using System.Net;

namespace InfernoSim.Cli.Hosting;

/// <summary>What every command was asked for that answers a service's dependencies.</summary>
internal abstract record DependencyInvocation
{
    /// <summary>Where the dependency stub listens.</summary>
    public required IPEndPoint StubListen { get; init; }

    /// <summary>Where it listens as well, for services still configured for the capture proxy; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? StubCompatListen { get; init; }

    /// <summary>The folder of the certificate authority for https calls; <see langword="null"/> for the user's own, if there is one.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>Where the stub of the PostgreSQL server listens; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? PostgresListen { get; init; }

    /// <summary>A PEM file with the certificate for PostgreSQL clients that ask for TLS; <see langword="null"/> for one that is made.</summary>
    public string? PostgresCertificate { get; init; }

    /// <summary>What answers them.</summary>
    internal DependencyServers ToServers() => new(StubListen)
    {
        CompatListen = StubCompatListen,
        AuthorityFolder = AuthorityFolder,
        PostgresListen = PostgresListen,
        PostgresCertificate = PostgresCertificate,
    };
}
