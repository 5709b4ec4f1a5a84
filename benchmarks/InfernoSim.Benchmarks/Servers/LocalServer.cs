using System.Net;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.Benchmarks.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>Kestrel as an application has it, on a free port, without logging.</summary>
internal static class LocalServer
{
    /// <summary>Makes one.</summary>
    /// <param name="configure">Adds services.</param>
    /// <param name="certificate">The certificate of a server that speaks HTTP/2 over TLS; <see langword="null"/> for HTTP/1.1 in the clear.</param>
    public static WebApplication Create(Action<IServiceCollection>? configure = null, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(certificate);
            }
        }));
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    public static async Task RunAsync(WebApplication app)
    {
        await app.StartAsync();
        ParentLink.Ready(new Uri(app.Urls.Single()).Authority);
        await ParentLink.UntilEndAsync();
        await app.StopAsync();
    }
}
