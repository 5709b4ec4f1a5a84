using System.Globalization;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>What a child process can be.</summary>
internal static class ChildRoles
{
    /// <summary>The first argument of a child process.</summary>
    public const string Marker = "--child";

    public const string Service = "service";
    public const string WorkingService = "working-service";
    public const string BodyService = "body-service";
    public const string ShopDependency = "shop-dependency";
    public const string PlainReverseProxy = "plain-reverse-proxy";
    public const string PlainForwardProxy = "plain-forward-proxy";
    public const string InboundCapture = "inbound-capture";
    public const string OutboundCapture = "outbound-capture";
    public const string SocketLoad = "socket-load";
    public const string HttpClientLoad = "http-client-load";
    public const string ReplayDriver = "replay-driver";
    public const string ReplayMemory = "replay-memory";
    public const string StubCalls = "stub-calls";
    public const string Reader = "reader";
    public const string SoakService = "soak-service";

    public static Task RunAsync(string role, string[] arguments) => role switch
    {
        Service => TrivialService.RunAsync(),
        WorkingService => Servers.WorkingService.RunAsync(arguments[0], arguments[1], arguments[2]),
        BodyService => Servers.BodyService.RunAsync(arguments),
        ShopDependency => Servers.ShopDependency.RunAsync(),
        PlainReverseProxy => PlainProxy.RunReverseAsync(arguments[0]),
        PlainForwardProxy => PlainProxy.RunForwardAsync(),
        InboundCapture => CaptureProxy.RunInboundAsync(arguments[0], arguments[1], arguments[2]),
        OutboundCapture => CaptureProxy.RunOutboundAsync(arguments[0], arguments[1]),
        SocketLoad => SocketLoadClient.RunAsync(arguments[0], arguments[1], arguments is [_, _, var bytes] ? int.Parse(bytes, CultureInfo.InvariantCulture) : 0),
        HttpClientLoad => HttpClientLoop.RunAsync(arguments[0]),
        ReplayDriver => ReplayLoad.RunAsync(arguments[0], arguments[1]),
        ReplayMemory => ReplayMemoryUse.RunAsync(arguments[0], arguments[1]),
        StubCalls => StubCallTimes.RunAsync(),
        Reader => ReaderLoad.RunAsync(arguments[0]),
        SoakService => Soak.SoakService.RunAsync(arguments[0]),
        _ => throw new ArgumentException($"There is no role '{role}'.", nameof(role)),
    };
}
