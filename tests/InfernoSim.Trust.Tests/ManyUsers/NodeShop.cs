using System.Diagnostics;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>The same shop in node, without packages, in a process of its own: <c>node-shop.js</c>.</summary>
internal sealed class NodeShop : IShop
{
    private readonly Process _process;

    private NodeShop(Process process, string port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="dependency">Where it believes its dependency to be.</param>
    /// <param name="leaks">Whether one user is shown the cart of another.</param>
    public static async Task<IShop> StartAsync(Uri dependency, bool leaks)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "ManyUsers", "node-shop.js");
        ProcessStartInfo start = ChildProcess.Of(
            ["node", script], ("DEPENDENCY", dependency.GetLeftPart(UriPartial.Authority)), ("READER", leaks ? ShopState.Reader : null), ("OWNER", leaks ? ShopState.Owner : null));
        start.RedirectStandardInput = true;
        start.RedirectStandardError = false;
        start.StandardErrorEncoding = null;
        Process process = Process.Start(start)!;
        string? port = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit);
        Assert.NotNull(port);
        return new NodeShop(process, port);
    }

    /// <inheritdoc/>
    public async Task CallThroughAsync(Uri proxy)
    {
        await _process.StandardInput.WriteLineAsync(proxy.ToString());
        await _process.StandardInput.FlushAsync();
        Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
