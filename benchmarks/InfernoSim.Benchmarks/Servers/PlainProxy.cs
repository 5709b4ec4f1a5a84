using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>YARP with nothing added: what the capture proxies are held against.</summary>
internal static class PlainProxy
{
    /// <summary>A reverse proxy, as YARP's documentation sets one up for direct forwarding.</summary>
    /// <param name="service">Where the service listens.</param>
    public static async Task RunReverseAsync(string service)
    {
        await using WebApplication app = LocalServer.Create(services => services.AddRouting().AddHttpForwarder());
        app.MapForwarder("/{**catch-all}", $"http://{service}");
        await LocalServer.RunAsync(app);
    }

    /// <summary>A forward proxy: the same, to where the request says.</summary>
    public static async Task RunForwardAsync()
    {
        await using WebApplication app = LocalServer.Create(services => services.AddHttpForwarder());
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        });
        IHttpForwarder forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(async context => await forwarder.SendAsync(context, $"http://{context.Request.Host}", client, ForwarderRequestConfig.Empty, HttpTransformer.Default));
        await LocalServer.RunAsync(app);
    }
}
