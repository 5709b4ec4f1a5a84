using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>The transports of the workers. They outlive runs, so that a replay does not open a connection for each request or run.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly HttpMessageInvoker[] _clients;
    private readonly Uri[] _targets;

    public WorkerPool(ReplayPlan plan, IServiceUnderTest service)
    {
        string authority = service.BaseAddress.GetLeftPart(UriPartial.Authority);
        _targets = [.. plan.Exchanges.Select(exchange => new Uri(exchange.Target == "*" ? authority : authority + exchange.Target, PlannedExchange.Exact))];
        _clients = [.. Enumerable.Range(0, plan.Options.Fanout).Select(_ => new HttpMessageInvoker(service.CreateHandler()))];
    }

    public HttpMessageInvoker Client(int worker) => _clients[worker];

    public Uri Target(PlannedExchange exchange) => _targets[exchange.Position];

    public void Dispose()
    {
        foreach (HttpMessageInvoker client in _clients)
        {
            client.Dispose();
        }
    }
}
