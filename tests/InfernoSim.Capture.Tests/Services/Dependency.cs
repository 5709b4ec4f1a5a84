using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.Tests.Services;

/// <summary>A dependency that answers nobody until a number of callers have come, so that their exchanges are all open at once.</summary>
internal sealed class Dependency : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _callers;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Dictionary<string, string>> _headers = [];

    private Dependency(WebApplication app, int callers)
    {
        _app = app;
        _callers = callers;
    }

    public string Address => _app.Urls.Single();

    /// <summary>The headers of every call.</summary>
    public IReadOnlyList<Dictionary<string, string>> Headers => _headers;

    public static async Task<Dependency> StartAsync(int callers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var dependency = new Dependency(app, callers);
        app.MapGet("/item", dependency.AnswerAsync);
        await app.StartAsync();
        return dependency;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        lock (_headers)
        {
            _headers.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            if (_headers.Count >= _callers)
            {
                _all.TrySetResult();
            }
        }

        await _all.Task.WaitAsync(Wire.RawPeer.Patience);
        await context.Response.WriteAsync("item");
    }
}
