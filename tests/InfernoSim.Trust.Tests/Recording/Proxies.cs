using System.Net;
using InfernoSim.Capture;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Trust.Tests.Recording;

/// <summary>The capture proxies around a service.</summary>
internal static class Proxies
{
    /// <summary>Puts both capture proxies around a running service.</summary>
    /// <param name="folder">Where they record.</param>
    /// <param name="service">The service.</param>
    /// <param name="calls">What the service's own calls go through; it is told where the outbound proxy is.</param>
    /// <param name="options">How they record.</param>
    public static async Task<CaptureSession> StartAsync(string folder, LoopbackHost service, WebProxy calls, CaptureOptions? options = null)
    {
        CaptureSession session = await StartAsync(folder, service.Address, options);
        calls.Address = session.Outbound!.Address;
        return session;
    }

    /// <summary>Puts both capture proxies around a service, which has yet to be told where the outbound one is.</summary>
    /// <param name="folder">Where they record.</param>
    /// <param name="service">Where the service listens.</param>
    /// <param name="options">How they record.</param>
    public static Task<CaptureSession> StartAsync(string folder, Uri service, CaptureOptions? options = null) => CaptureSession.StartAsync(new CaptureSessionOptions
    {
        Folder = folder,
        Listen = ListenAddress.Parse("127.0.0.1:0"),
        Forward = ForwardTarget.Parse(service.Authority),
        OutboundListen = ListenAddress.Parse("127.0.0.1:0"),
        Capture = options ?? new CaptureOptions(),
    });
}
