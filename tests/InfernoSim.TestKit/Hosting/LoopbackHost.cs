using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InfernoSim.TestKit.Hosting;

/// <summary>An ASP.NET Core application on a loopback port, in this process, over real sockets. It logs nothing.</summary>
public sealed class LoopbackHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackHost(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
    }

    /// <summary>Where it listens, or did.</summary>
    public Uri Address { get; }

    /// <summary>Host and port of <see cref="Address"/>.</summary>
    public string Authority => Address.Authority;

    /// <summary>Starts an application.</summary>
    /// <param name="map">Adds its middleware and endpoints.</param>
    /// <param name="addServices">Adds what it depends on.</param>
    /// <param name="port">Where it listens; 0 for a free port.</param>
    /// <returns>The running application.</returns>
    public static async Task<LoopbackHost> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? addServices = null, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        addServices?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return new LoopbackHost(application);
    }

    /// <summary>Waits until the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
