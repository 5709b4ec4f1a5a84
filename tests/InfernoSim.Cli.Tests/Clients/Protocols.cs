namespace InfernoSim.Cli.Tests.Clients;

/// <summary>The protocols of the matrix, as the page calls them.</summary>
internal static class Protocols
{
    public const string Http1 = "HTTP/1.1";

    /// <summary>Plain HTTP behind <c>CONNECT</c>.</summary>
    public const string InTunnel = "HTTP/1.1 in a tunnel";

    public const string TlsHttp1 = "HTTP/1.1, TLS";

    public const string TlsHttp2 = "HTTP/2, TLS";

    /// <summary>HTTP/2 without TLS, by prior knowledge.</summary>
    public const string ClearHttp2 = "HTTP/2";

    /// <summary>Server-sent events by HTTP/1.1.</summary>
    public const string Events = "SSE";

    public const string WebSocket = "WebSocket";

    public const string TlsWebSocket = "WebSocket, TLS";

    public const string GrpcUnary = "gRPC";

    public const string GrpcClientStream = "gRPC, client stream";

    public const string GrpcServerStream = "gRPC, server stream";

    public const string GrpcBothStreams = "gRPC, both";

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<string> All { get; } = [Http1, InTunnel, TlsHttp1, TlsHttp2, ClearHttp2, Events, WebSocket, TlsWebSocket, GrpcUnary, GrpcClientStream, GrpcServerStream, GrpcBothStreams];

    /// <summary>What a server says the protocol is.</summary>
    public static string OnTheWire(string protocol) => protocol is TlsHttp2 or ClearHttp2 || IsGrpc(protocol) ? "HTTP/2" : "HTTP/1.1";

    /// <summary>Whether it is one of gRPC.</summary>
    public static bool IsGrpc(string protocol) => protocol.StartsWith(GrpcUnary, StringComparison.Ordinal);

    /// <summary>Whether it is inside of TLS.</summary>
    public static bool IsSecure(string protocol) => protocol is TlsHttp1 or TlsHttp2 or TlsWebSocket || IsGrpc(protocol);

    /// <summary>Whether it is that of a WebSocket, with or without TLS.</summary>
    public static bool IsWebSocket(string protocol) => protocol is WebSocket or TlsWebSocket;
}
