using InfernoSim.Measuring;
using InfernoSim.Replay;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.State;

namespace InfernoSim.Testing.Hosting;

/// <summary>A service for each run, or for each worker of it: all of a run's are ready before its first request, and gone before the next run's start.</summary>
/// <param name="starter">Starts a service.</param>
/// <param name="preparation">Prepares runs and workers.</param>
/// <param name="state">Whose services they are.</param>
/// <param name="fanout">How many workers there are in a run.</param>
/// <param name="route">Where calls go, of a service in this process.</param>
internal sealed class FreshInstances(ServiceStarter starter, Preparation preparation, ReplayState state, int fanout, CallRoute? route) : TestedServices
{
    // Starting is work for a core, and waiting now and then.
    private static readonly int AtOnce = Environment.ProcessorCount * 2;

    // What is said of a failure is its end.
    private const int MostOutput = 8_000;

    private readonly Dictionary<string, string> _output = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ports = [];
    private TestedInstance[] _running = [];
    private int _started;

    /// <inheritdoc/>
    public override int Started => Volatile.Read(ref _started);

    /// <inheritdoc/>
    public override async Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken)
    {
        var context = new ReplayContext(run + 1, 0);
        try
        {
            await preparation.BeforeRunAsync(context, cancellationToken);
            _running = state == ReplayState.FreshPerRun ? [await StartForRunAsync(context, cancellationToken)] : await StartForWorkersAsync(run + 1, cancellationToken);
        }
        finally
        {
            if (state != ReplayState.FreshPerRun)
            {
                context.Release();
            }
        }

        lock (_ports)
        {
            _ports.UnionWith(_running.Select(instance => instance.Service.BaseAddress.Port));
        }

        return new OwnServices(this, _running);
    }

    /// <inheritdoc/>
    public override ILimitProbe? StartProbe() => route is null ? null : new InProcessProbe(route, IsService);

    /// <inheritdoc/>
    public override string OutputOf(int run, int worker)
    {
        string name = ServiceName.Of(run + 1, state == ReplayState.FreshPerRun ? 0 : worker + 1);
        return _output.TryGetValue(name, out string? text) && text.Length > 0 ? $"(service {name})\n{text}" : "";
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync() => await StopAsync();

    private async Task<TestedInstance> StartForRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        await preparation.BeforeWorkersAsync(context.Run, fanout, cancellationToken);
        return await StartAsync(context, cancellationToken);
    }

    private async Task<TestedInstance[]> StartForWorkersAsync(int run, CancellationToken cancellationToken)
    {
        var instances = new TestedInstance?[fanout];
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, fanout), options, async (worker, stop) =>
            {
                var context = new ReplayContext(run, worker + 1);
                await preparation.BeforeWorkerAsync(context, stop);
                instances[worker] = await StartAsync(context, stop);
            });
            return instances!;
        }
        catch
        {
            await StopAsync(instances.OfType<TestedInstance>());
            throw;
        }
    }

    private async Task<TestedInstance> StartAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        TestedInstance instance = await starter.StartFreshAsync(context, cancellationToken);
        Interlocked.Increment(ref _started);
        return instance;
    }

    private async Task StopAsync()
    {
        TestedInstance[] running = Interlocked.Exchange(ref _running, []);
        await StopAsync(running);
        foreach (TestedInstance instance in running)
        {
            string output = instance.Output;
            _output[instance.Context.Name] = output.Length <= MostOutput ? output : "..." + output[^MostOutput..];
        }
    }

    private static Task StopAsync(IEnumerable<TestedInstance> instances) =>
        Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, static (instance, _) => instance.DisposeAsync());

    private bool IsService(int port)
    {
        lock (_ports)
        {
            return _ports.Contains(port);
        }
    }

    private sealed class OwnServices(FreshInstances owner, TestedInstance[] instances) : RunServices
    {
        public override IServiceUnderTest Of(int worker) => instances[instances.Length == 1 ? 0 : worker].Service;

        public override async ValueTask DisposeAsync() => await owner.StopAsync();
    }
}
