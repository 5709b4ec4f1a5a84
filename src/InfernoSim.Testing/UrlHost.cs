using InfernoSim.Certificates;
using InfernoSim.Replay;

namespace InfernoSim.Testing;

/// <summary>
/// A service that runs already. It must have been started with the stub as its HTTP proxy
/// (<c>HTTP_PROXY=http://127.0.0.1:19000</c>), so replays against it take turns.
/// </summary>
public sealed class UrlHost : IServiceHost
{
    /// <summary>The port that the stub takes unless told otherwise.</summary>
    public const int DefaultStubPort = 19000;

    /// <summary>The port that the stub of a PostgreSQL server takes unless told otherwise.</summary>
    public const int DefaultPostgresPort = 15432;

    private readonly Uri _target;

    /// <summary>Makes a host.</summary>
    /// <param name="targetBase">Where the service listens: <c>http://host:port</c>, without a path.</param>
    /// <exception cref="ReplayConfigurationException">It is not such an address.</exception>
    public UrlHost(string targetBase)
    {
        _target = ServiceAddress.Parse(targetBase);
    }

    /// <summary>The port of 127.0.0.1 that the stub takes, which the service was started with as its proxy.</summary>
    /// <value>The default is 19000.</value>
    public int StubPort { get; init; } = DefaultStubPort;

    /// <summary>The port of 127.0.0.1 that the stub of a PostgreSQL server takes, which the service's connection string names.</summary>
    /// <value>The default is 15432. Nothing listens there where the incident holds no statements for PostgreSQL.</value>
    public int PostgresPort { get; init; } = DefaultPostgresPort;

    /// <summary>
    /// A PEM file with a certificate and its private key, from the test's source file or the output folder, which the stub of a PostgreSQL server shows
    /// to clients that ask for TLS: for a service that looks at certificates (<c>sslmode=verify-full</c>).
    /// </summary>
    /// <value>The default is <see langword="null"/>: one is made, which nobody trusts, and which is enough for <c>sslmode=require</c>.</value>
    public string? PostgresCertificate { get; init; }

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    /// <value>The default is <see cref="UpstreamTrust.System"/>.</value>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <inheritdoc/>
    public bool SupportsFreshState => false;

    /// <inheritdoc/>
    public Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new StartedService(_target) { Trust = Trust });
}
