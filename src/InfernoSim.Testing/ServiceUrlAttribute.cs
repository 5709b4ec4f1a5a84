namespace InfernoSim.Testing;

/// <summary>The service under test runs already and is reached by URL; see <see cref="UrlHost"/>.</summary>
/// <param name="targetBase">Where it listens, for example <c>http://localhost:18080</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class ServiceUrlAttribute(string targetBase) : ServiceHostAttribute
{
    /// <summary>Where the service listens.</summary>
    public string TargetBase => targetBase;

    /// <summary>The port of 127.0.0.1 that the stub takes, which the service was started with as its proxy.</summary>
    /// <value>The default is 19000, as of <c>infernosim replay</c>.</value>
    public int StubPort { get; set; } = UrlHost.DefaultStubPort;

    /// <summary>The port of 127.0.0.1 that the stub of a PostgreSQL server takes, which the service's connection string names.</summary>
    /// <value>The default is 15432, as of <c>infernosim replay</c>. Nothing listens there where the incident holds no statements for PostgreSQL.</value>
    public int PostgresPort { get; set; } = UrlHost.DefaultPostgresPort;

    /// <inheritdoc cref="UrlHost.PostgresCertificate"/>
    public string? PostgresCertificate { get; set; }

    /// <inheritdoc/>
    public override IServiceHost CreateHost() => new UrlHost(targetBase) { StubPort = StubPort, PostgresPort = PostgresPort, PostgresCertificate = PostgresCertificate };
}
