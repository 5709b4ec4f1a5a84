using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Tests.Services;

/// <summary>A dependency that answers nobody until a number of callers have come, so that their exchanges are all open at once.</summary>
internal sealed class Dependency : IAsyncDisposable
{
    private readonly Gate _gate;
    private readonly List<Dictionary<string, string>> _headers = [];
    private LoopbackHost _host = null!;

    private Dependency(int callers) => _gate = new Gate(callers);

    public string Address => $"http://{_host.Authority}";

    /// <summary>The headers of every call.</summary>
    public IReadOnlyList<Dictionary<string, string>> Headers => _headers;

    public static async Task<Dependency> StartAsync(int callers)
    {
        var dependency = new Dependency(callers);
        dependency._host = await LoopbackHost.StartAsync(app => app.MapGet("/item", dependency.AnswerAsync));
        return dependency;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        lock (_headers)
        {
            _headers.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        }

        await _gate.PassAsync().WaitAsync(Patience.Limit);
        await context.Response.WriteAsync("item");
    }
}
