using InfernoSim.Testing.Hosting.InProcess;
using Microsoft.AspNetCore.Hosting;

namespace InfernoSim.Testing;

/// <summary>
/// A service that runs in the test process, on Kestrel. Every client from <see cref="IHttpClientFactory"/> reaches the stub,
/// https included, with its configuration in place; other clients do through the process's default proxy.
/// <c>docs/interception.md</c> says what does not.
/// </summary>
/// <typeparam name="TEntryPoint">A type of the service's assembly, usually its <c>Program</c>.</typeparam>
public sealed class InProcessHost<TEntryPoint> : IServiceHost
    where TEntryPoint : class
{
    /// <summary>Whether the service is reached through memory instead of sockets: faster, and less like production.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool UseTestServer { get; init; }

    /// <summary>The name of the hosting environment.</summary>
    /// <value>The default is <c>Development</c>.</value>
    public string Environment { get; init; } = "Development";

    /// <summary>Changes the web host before it is built; registrations are better replaced by <see cref="IConfigureServiceUnderTest"/>.</summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public Action<IWebHostBuilder>? ConfigureWebHost { get; init; }

    /// <summary>
    /// Settings that win over the service's own; <c>{postgres}</c> in a value stands for host and port of the stub of a PostgreSQL server, and <c>{run}</c>,
    /// <c>{worker}</c>, <c>{name}</c> and <c>{folder}</c> for whose service it is (<see cref="ReplayContext"/>). For example
    /// <c>ConnectionStrings:Shop</c> with <c>Host={postgres};Username=app;Database=shop</c>.
    /// </summary>
    /// <value>The default is none. While an incident is recorded, one that names <c>{postgres}</c> is left out: there is no stub.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <inheritdoc cref="UrlHost.PostgresCertificate"/>
    public string? PostgresCertificate { get; init; }

    /// <inheritdoc/>
    public bool SupportsVirtualTime => true;

    /// <inheritdoc/>
    public async Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();

        // A web host is started by waiting for it; many at once would take the pool's threads from those that run already.
        // What it starts in turn is part of the route.
        return await Task.Factory.StartNew(
            () =>
            {
                context.Route.Enter(exchangeId: null, context.Worker);
                context.Databases?.Enter();
                return RoutedApplication<TEntryPoint>.Start(this, context);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
