using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
    /// <param name="certificate">What it shows, when it speaks TLS.</param>
    /// <param name="protocols">Which HTTP it speaks; both, as far as they can be told apart, when omitted.</param>
    /// <param name="address">Where it listens; on loopback, for this machine alone, when omitted.</param>
    /// <returns>The running application.</returns>
    public static async Task<LoopbackHost> StartAsync(
        Action<WebApplication> map,
        Action<IServiceCollection>? addServices = null,
        int port = 0,
        X509Certificate2? certificate = null,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        IPAddress? address = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
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
