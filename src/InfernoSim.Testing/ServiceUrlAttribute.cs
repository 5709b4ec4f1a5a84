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

    /// <inheritdoc/>
    public override IServiceHost CreateHost() => new UrlHost(targetBase) { StubPort = StubPort };
}
