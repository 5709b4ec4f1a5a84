using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>The transports of the workers. They last as long as the services do, so that a replay does not open a connection for each request.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly HttpMessageInvoker[] _clients;
    private readonly Uri[][] _targets;

    public WorkerPool(ReplayPlan plan, RunServices services)
    {
        IServiceUnderTest[] all = [.. Enumerable.Range(0, plan.Options.Fanout).Select(services.Of)];
        var known = new Dictionary<string, Uri[]>(StringComparer.Ordinal);
        _targets = [.. all.Select(service => TargetsAt(service.BaseAddress.GetLeftPart(UriPartial.Authority)))];
        _clients = [.. all.Select(service => new HttpMessageInvoker(service.CreateHandler()))];

        Uri[] TargetsAt(string authority) => known.TryGetValue(authority, out Uri[]? targets) ? targets : known[authority] = TargetsOf(plan, authority);
    }

    public HttpMessageInvoker Client(int worker) => _clients[worker];

    public Uri Target(int worker, PlannedExchange exchange) => _targets[worker][exchange.Position];

    /// <summary>Where each request goes at a service.</summary>
    public static Uri[] TargetsOf(ReplayPlan plan, string authority) =>
        [.. plan.Exchanges.Select(exchange => new Uri(exchange.Target == "*" ? authority : authority + exchange.Target, PlannedExchange.Exact))];

    public void Dispose()
    {
        foreach (HttpMessageInvoker client in _clients)
        {
            client.Dispose();
        }
    }
}
