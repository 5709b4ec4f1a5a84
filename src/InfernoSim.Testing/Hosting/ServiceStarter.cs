using InfernoSim.Testing.State;

namespace InfernoSim.Testing.Hosting;

/// <summary>Starts services of one replay, each with what is its own.</summary>
/// <param name="host">Starts a service.</param>
/// <param name="contextOf">What it is told.</param>
internal sealed class ServiceStarter(IServiceHost host, Func<ReplayContext, ServiceHostContext> contextOf)
{
    /// <summary>Starts a service with the databases that it has.</summary>
    /// <exception cref="ServiceHostException">It did not start.</exception>
    public Task<TestedInstance> StartAsync(ReplayContext context, CancellationToken cancellationToken) => StartAsync(context, null, cancellationToken);

    /// <summary>Starts a service with databases of its own.</summary>
    /// <exception cref="ServiceHostException">It did not start.</exception>
    public async Task<TestedInstance> StartFreshAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        var databases = new OwnDatabases(context);
        try
        {
            return await StartAsync(context, databases, cancellationToken);
        }
        catch (ServiceHostException) when (databases.CouldCopy)
        {
            // It expects its tables to be there.
            return await StartAsync(context, new OwnDatabases(context, beginsWithCopies: true), cancellationToken);
        }
    }

    private async Task<TestedInstance> StartAsync(ReplayContext replay, OwnDatabases? databases, CancellationToken cancellationToken)
    {
        ServiceHostContext? context = null;
        try
        {
            context = contextOf(replay);
            context.Databases = databases;
            if (databases is not null)
            {
                ConnectionWatch.EnsureInstalled();
            }

            StartedService service = await host.StartAsync(context, cancellationToken);
            databases?.Started();
            return new TestedInstance(service, context);
        }
        catch
        {
            if (context is not null)
            {
                await context.ReleaseAsync();
            }
            else
            {
                databases?.Dispose();
                replay.Release();
            }

            throw;
        }
    }
}

/// <summary>A started service with what is its own.</summary>
internal sealed class TestedInstance(StartedService service, ServiceHostContext context) : IAsyncDisposable
{
    private string? _output;

    public StartedService Service => service;

    public ReplayContext Context => context.Replay;

    /// <summary>What it has printed or logged, by now or by its end.</summary>
    public string Output => _output ?? service.Output;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _output ??= service.Output;
            await service.DisposeAsync();
        }
        finally
        {
            await context.ReleaseAsync();
        }
    }
}
