using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using WireMock.Logging;
using WireMock.Server;
using WireMock.Settings;

namespace InfernoSim.Stub.Sockets;

/// <summary>Starts WireMock with everything of its own turned off that could answer, change, keep or print a call.</summary>
internal static class WireMockHost
{
    private const int MaxHeadBytes = 1024 * 1024;

    /// <summary>Starts a server.</summary>
    /// <param name="sockets">Listen already; the server owns them once it started.</param>
    /// <param name="pipeline">Reads the requests and writes the answers.</param>
    /// <returns>The started server.</returns>
    public static WireMockServer Start(IReadOnlyList<Socket> sockets, StubPipeline pipeline) => WireMockServer.Start(new WireMockServerSettings
    {
        // WireMock asks for as many addresses as there are sockets, and gets those.
        Urls = [.. sockets.Select(_ => "http://127.0.0.1:0")],
        StartAdminInterface = false,
        ReadStaticMappings = false,
        SaveUnmatchedRequests = false,
        MaxRequestLogCount = 0,
        AllowBodyForAllHttpMethods = true,
        Logger = new WireMockNullLogger(),
        PreWireMockMiddlewareInit = static app => ((IApplicationBuilder)app).Use(StubPipeline.CatchUnparsableAsync),
        AdditionalServiceRegistration = services => Register(services, sockets, pipeline),
    });

    private static void Register(IServiceCollection services, IReadOnlyList<Socket> sockets, StubPipeline pipeline)
    {
        int next = 0;
        services.AddSingleton<IStartupFilter>(pipeline);
        services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => sockets[next++]);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(pipeline.Front);
        }));
        services.PostConfigure<KestrelServerOptions>(Configure);
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // A proxy goes by the target of the request and not by Host (RFC 9112, section 3.2.2).
        kestrel.AllowHostHeaderOverride = true;

        // HTTP/2 in the clear comes to Kestrel as HTTP/2 over TLS does, with another scheme.
        kestrel.AllowAlternateSchemes = true;

        // One character for each byte, in and out.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        // The recording says what is too much and too slow.
        kestrel.Limits.MaxRequestBodySize = null;

        // A client repeats a call by itself when its kept connection is closed just then; the stub gives it no cause to.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeaderCount = 10_000;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeadBytes;
        kestrel.Limits.MaxRequestLineSize = MaxHeadBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeadBytes;
    }
}
