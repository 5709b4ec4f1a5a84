using System.Net;

namespace Quickstart;

/// <summary>A web service on a free port of 127.0.0.1.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _disposed;

    private SampleService(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public static async Task<SampleService> StartAsync(Action<WebApplicationBuilder> configure, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();

        // Only warnings; but some logging, for without any ASP.NET Core starts no activity, and no trace id travels on.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        configure(builder);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new SampleService(app);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await _app.DisposeAsync();
        }
    }
}
