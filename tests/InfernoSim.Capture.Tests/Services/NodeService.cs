using System.Diagnostics;

namespace InfernoSim.Capture.Tests.Services;

/// <summary>A node service in a process of its own, that calls a dependency through the proxy and copies some headers by hand.</summary>
internal sealed class NodeService : IAsyncDisposable
{
    private const string Script = """
        const http = require('http');
        const proxy = new URL(process.env.HTTP_PROXY);
        const forwarded = process.env.FORWARDED.split(',');
        const server = http.createServer((request, response) => {
          const n = new URL(request.url, 'http://service').searchParams.get('n');
          const target = process.env.DEPENDENCY + '/item?n=' + n;
          const headers = { host: new URL(target).host };
          for (const name of forwarded) if (request.headers[name]) headers[name] = request.headers[name];
          http.get({ host: proxy.hostname, port: proxy.port, path: target, headers }, answer => {
            let body = '';
            answer.on('data', chunk => body += chunk);
            answer.on('end', () => response.end(body));
          }).on('error', error => { response.statusCode = 500; response.end(String(error)); });
        });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        """;

    private readonly Process _process;

    private NodeService(Process process, string port)
    {
        _process = process;
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    public static async Task<NodeService> StartAsync(Uri proxy, string dependency, params string[] forwarded)
    {
        var start = new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardOutput = true };
        start.Environment["HTTP_PROXY"] = proxy.ToString();
        start.Environment["DEPENDENCY"] = dependency;
        start.Environment["FORWARDED"] = string.Join(',', forwarded).ToLowerInvariant();
        Process process = Process.Start(start)!;
        string? port = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit);
        Assert.NotNull(port);
        return new NodeService(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
