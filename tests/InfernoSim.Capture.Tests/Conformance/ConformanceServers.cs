using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using InfernoSim.Capture.Tests.Https;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>Kestrel, YARP before it, and our two proxies before it, each asked every case once.</summary>
public sealed class ConformanceServers : IAsyncLifetime, IDisposable
{
    internal const string Kestrel = "Kestrel";
    internal const string Yarp = "YARP";
    internal const string Inbound = "inbound proxy";
    internal const string Outbound = "outbound proxy, `--https mitm`";

    private readonly ConcurrentDictionary<(string Server, ConformanceCase Case), Lazy<Task<string>>> _outcomes = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly HttpMessageInvoker _yarpClient = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    });

    private LoopbackHost _http1 = null!;
    private LoopbackHost _http2 = null!;
    private LoopbackHost _yarp1 = null!;
    private LoopbackHost _yarp2 = null!;
    private Recorder _inbound1 = null!;
    private Recorder _inbound2 = null!;
    private MitmRecorder _outbound = null!;

    /// <summary>The servers, in the order of the page.</summary>
    internal static IReadOnlyList<string> Names { get; } = [Kestrel, Yarp, Inbound, Outbound];

    public async Task InitializeAsync()
    {
        _http1 = Own(await LoopbackHost.StartAsync(ConformanceService.Map, protocols: HttpProtocols.Http1));
        _http2 = Own(await LoopbackHost.StartAsync(ConformanceService.Map, protocols: HttpProtocols.Http2));
        _yarp1 = Own(await ForwardAsync(_http1, HttpProtocols.Http1, HttpVersion.Version11));
        _yarp2 = Own(await ForwardAsync(_http2, HttpProtocols.Http2, HttpVersion.Version20));
        _inbound1 = Own(await Recorder.InboundAsync(_http1.Address.ToString()));
        _inbound2 = Own(await Recorder.InboundAsync(_http2.Address.ToString()));
        _outbound = Own(await MitmRecorder.StartAsync(ConformanceService.Map));
    }

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }
    }

    public void Dispose() => _yarpClient.Dispose();

    /// <summary>What a server did in a case.</summary>
    internal Task<string> OutcomeAsync(string server, ConformanceCase one) => _outcomes.GetOrAdd((server, one), key => new Lazy<Task<string>>(() => AskAsync(key.Server, key.Case))).Value;

    /// <summary>Where programs find a server that speaks HTTP/2 in the clear.</summary>
    internal Uri Http2AddressOf(string server) => server switch
    {
        Kestrel => _http2.Address,
        Yarp => _yarp2.Address,
        _ => _inbound2.Inbound!.Address,
    };

    /// <summary>A connection through the outbound proxy to a dependency with TLS.</summary>
    internal Task<ConformanceConnection> TunnelAsync() => ConformanceConnection.TunnelAsync(_outbound.Recorder.Outbound!.Address, _outbound.Dependency.Address.Port);

    private async Task<string> AskAsync(string server, ConformanceCase one)
    {
        await using ConformanceConnection connection = await ConnectAsync(server, one.IsHttp2);
        return await one.RunAsync(connection.Stream, server == Outbound ? Uri.UriSchemeHttps : Uri.UriSchemeHttp);
    }

    private async Task<ConformanceConnection> ConnectAsync(string server, bool isHttp2)
    {
        if (server == Outbound)
        {
            ConformanceConnection tunnel = await TunnelAsync();
            await tunnel.SecureAsync(_outbound.Authority.CertificatePem, isHttp2);
            return tunnel;
        }

        return await ConformanceConnection.OpenAsync(isHttp2 ? Http2AddressOf(server) : server switch
        {
            Kestrel => _http1.Address,
            Yarp => _yarp1.Address,
            _ => _inbound1.Inbound!.Address,
        });
    }

    private Task<LoopbackHost> ForwardAsync(LoopbackHost service, HttpProtocols protocols, Version version)
    {
        var asItCame = new ForwarderRequestConfig { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return LoopbackHost.StartAsync(
            app => app.Run(async context => await app.Services.GetRequiredService<IHttpForwarder>().SendAsync(context, service.Address.ToString(), _yarpClient, asItCame, HttpTransformer.Default)),
            services => services.AddHttpForwarder(),
            protocols: protocols);
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
