using System.Net;
using static InfernoSim.Cli.Tests.Clients.ClientPrograms;
using static InfernoSim.Cli.Tests.Clients.Protocols;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>The clients of the matrix.</summary>
internal static class ClientWays
{
    public static IReadOnlyList<ClientWay> List { get; } =
    [
        DotNet(Http1, HttpVersion.Version11),
        DotNet(TlsHttp1, HttpVersion.Version11),
        DotNet(TlsHttp2, HttpVersion.Version20),
        // Without TLS it asks a proxy for a URL, and that by HTTP/1.1 alone.
        DotNet(ClearHttp2, HttpVersion.Version20) with { TakesProxy = false },
        DotNet(Events, HttpVersion.Version11),
        Grpc(GrpcUnary, inTurn: false, "hello"),
        Grpc(GrpcClientStream, inTurn: false, "one", "two"),
        Grpc(GrpcServerStream, inTurn: false, "two"),
        Grpc(GrpcBothStreams, inTurn: true, "one", "two"),
        new(".NET `ClientWebSocket`", WebSocket, DotNetClient.ConverseAsync),
        new(".NET `ClientWebSocket`", TlsWebSocket, DotNetClient.ConverseAsync),
        Curl(Http1, "--http1.1"),
        Curl(InTunnel, "--http1.1", "--proxytunnel") with { GoesDirectly = false },
        Curl(TlsHttp1, "--http1.1"),
        Curl(TlsHttp2, "--http2"),
        Curl(ClearHttp2, "--http2-prior-knowledge", "--proxytunnel"),
        Curl(Events, "--http1.1"),
        Node("node `http`, `https`, `http2`", Http1, "http"),
        Node("node `http`, `https`, `http2`", InTunnel, "http-in-tunnel") with { GoesDirectly = false },
        Node("node `http`, `https`, `http2`", TlsHttp1, "https"),
        Node("node `http`, `https`, `http2`", TlsHttp2, "http2"),
        Node("node `http`, `https`, `http2`", ClearHttp2, "h2c"),
        Node("node `http`, `https`, `http2`", Events, "http"),
        // The proxy of node's own is for newer versions of it.
        Node("node `fetch`", Http1, "fetch") with { TakesProxy = false },
        Node("node `fetch`", TlsHttp1, "fetch") with { TakesProxy = false },
        Node("node undici", Http1, "undici") with { Package = "undici", TakesProxy = false },
        Node("node undici", InTunnel, "undici") with { Package = "undici", GoesDirectly = false },
        Node("node undici", TlsHttp1, "undici") with { Package = "undici" },
        Node("node undici", WebSocket, "undici-websocket") with { Package = "undici" },
        Node("node undici", TlsWebSocket, "undici-websocket") with { Package = "undici" },
        Node("node axios", Http1, "axios") with { Package = "axios" },
        Node("node axios", TlsHttp1, "axios") with { Package = "axios" },
        Program("Go `net/http`", Http1, "go", "http"),
        Program("Go `net/http`", TlsHttp1, "go", "https"),
        Program("Go `net/http`", TlsHttp2, "go", "http2"),
        Program("Go `net/http`", Events, "go", "http"),
        Program("Java `HttpURLConnection`", Http1, "javac", "url"),
        // It asks for no name where that has no dot, and is then shown the certificate of an address.
        Program("Java `HttpURLConnection`", TlsHttp1, "javac", "url") with { GoesDirectly = false },
        Program("Java `HttpClient`", Http1, "javac", "http2"),
        Program("Java `HttpClient`", TlsHttp1, "javac", "http1"),
        Program("Java `HttpClient`", TlsHttp2, "javac", "http2"),
        Program("Java `HttpClient`", WebSocket, "javac", "websocket"),
        Program("Java `HttpClient`", TlsWebSocket, "javac", "websocket"),
        Program("Python `urllib`, `http.client`", Http1, "python3", "urllib"),
        Program("Python `urllib`, `http.client`", InTunnel, "python3", "http-in-tunnel") with { GoesDirectly = false },
        Program("Python `urllib`, `http.client`", TlsHttp1, "python3", "urllib"),
    ];

    private static ClientWay DotNet(string protocol, Version version) => new(".NET `HttpClient`", protocol, route => DotNetClient.GetAsync(route, version));

    private static ClientWay Grpc(string protocol, bool inTurn, params string[] messages) => new(".NET `HttpClient`", protocol, route => DotNetClient.SayAsync(route, inTurn, messages));

    private static ClientWay Curl(string protocol, params string[] flags) => new("curl", protocol, route => CurlAsync(route, flags)) { Tool = "curl" };

    private static ClientWay Node(string client, string protocol, string kind) => Program(client, protocol, "node", kind);

    private static ClientWay Program(string client, string protocol, string tool, string kind) => new(client, protocol, route => RunAsync(route, tool, kind)) { Tool = tool };
}
