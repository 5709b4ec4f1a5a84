namespace InfernoSim.Testing;

/// <summary>The service under test runs in the test process.</summary>
/// <typeparam name="T">
/// A type of the service's assembly, usually its <c>Program</c>; or an <see cref="IServiceHost"/> of one's own that has a
/// constructor without parameters.
/// </typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class ServiceUnderTestAttribute<T> : ServiceHostAttribute
    where T : class
{
    /// <summary>Whether the service is reached through memory instead of sockets: faster, and less like production.</summary>
    /// <value>The default is <see langword="false"/>: Kestrel, on a free port.</value>
    public bool UseTestServer { get; set; }

    /// <summary>The name of the hosting environment.</summary>
    /// <value>The default is <c>Development</c>, as of <see cref="Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory{TEntryPoint}"/>.</value>
    public string Environment { get; set; } = "Development";

    /// <summary>
    /// Settings that win over the service's own, each <c>NAME=value</c>; values as of <see cref="InProcessHost{TEntryPoint}.Settings"/>. For example
    /// <c>ConnectionStrings:Shop=Host={postgres};Username=app;Database=shop</c>.
    /// </summary>
    /// <value>The default is none.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Settings { get; set; } = [];
#pragma warning restore CA1819

    /// <inheritdoc cref="UrlHost.PostgresCertificate"/>
    public string? PostgresCertificate { get; set; }

    /// <inheritdoc/>
    public override IServiceHost CreateHost() => typeof(IServiceHost).IsAssignableFrom(typeof(T))
        ? CreateOwn()
        : new InProcessHost<T>
        {
            UseTestServer = UseTestServer,
            Environment = Environment,
            Settings = [.. Settings.Select(setting => NamedValue.Read(nameof(Settings), setting, "ConnectionStrings:Shop=Host={postgres}"))],
            PostgresCertificate = PostgresCertificate,
        };

    private static IServiceHost CreateOwn()
    {
        try
        {
            return (IServiceHost)Activator.CreateInstance<T>();
        }
        catch (MissingMethodException cause)
        {
            throw new ServiceHostException($"{typeof(T)} has no public constructor without parameters; add one, or use IncidentReplayer.For(host, ...).", cause);
        }
    }
}
