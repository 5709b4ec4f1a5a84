namespace InfernoSim.Testing;

/// <summary>
/// Starts the service under test for a replay, with its dependency calls led to the stub. The ones that are there:
/// <see cref="InProcessHost{TEntryPoint}"/>, <see cref="ProcessHost"/> and <see cref="UrlHost"/>.
/// </summary>
public interface IServiceHost
{
    /// <summary>The port of 127.0.0.1 that the stub takes, where the service cannot be told another; 0 for a free one.</summary>
    int StubPort => 0;

    /// <summary>
    /// The port of 127.0.0.1 that the stub of a PostgreSQL server takes, where the service cannot be told another; 0 for a free one. It is
    /// taken where the incident holds statements of one.
    /// </summary>
    int PostgresPort => 0;

    /// <summary>
    /// A PEM file with a certificate and its private key, which the stub of a PostgreSQL server shows to clients that ask for TLS, from the test's source
    /// file or the output folder; <see langword="null"/> for one that is made, and that nobody trusts.
    /// </summary>
    string? PostgresCertificate => null;

    /// <summary>
    /// Whether the service takes its <see cref="TimeProvider"/> from <see cref="ServiceHostContext.Time"/>, as one does that
    /// runs in this process and whose registrations <see cref="ServiceHostContext.ConfigureServices"/> has changed.
    /// </summary>
    bool SupportsVirtualTime => false;

    /// <summary>Whether each start is a service of its own, so that a run or a worker can have one; not so for one that runs already.</summary>
    bool SupportsFreshState => true;

    /// <summary>How many services it starts at the same time at most.</summary>
    int MostServices => int.MaxValue;

    /// <summary>Starts the service. It is disposed of when the replay is over.</summary>
    /// <param name="context">Where dependency calls have to go, and what the test wants changed.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The service, ready for requests.</returns>
    /// <exception cref="ServiceHostException">The service did not start; the message has its last output.</exception>
    Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken);
}
