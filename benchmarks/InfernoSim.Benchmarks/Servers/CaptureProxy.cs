using InfernoSim.Benchmarks.Harness;
using InfernoSim.Capture;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>The capture proxies as the command runs them, recording everything into a folder.</summary>
internal static class CaptureProxy
{
    private const string FreePort = "127.0.0.1:0";

    /// <summary>The inbound proxy.</summary>
    /// <param name="service">Where the service listens.</param>
    /// <param name="folder">Where the incident goes.</param>
    public static async Task RunInboundAsync(string service, string folder)
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder,
            Listen = ListenAddress.Parse(FreePort),
            Forward = ForwardTarget.Parse(service),
        });
        await AnswerAsync(session, session.Inbound!.Address);
    }

    /// <summary>The outbound proxy.</summary>
    /// <param name="folder">Where the incident goes.</param>
    public static async Task RunOutboundAsync(string folder)
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions { Folder = folder, OutboundListen = ListenAddress.Parse(FreePort) });
        await AnswerAsync(session, session.Outbound!.Address);
    }

    /// <summary>Says how many exchanges are in the log, whatever it is asked.</summary>
    private static async Task AnswerAsync(CaptureSession session, Uri address)
    {
        ParentLink.Ready(address.Authority);
        await ParentLink.AnswerAsync(_ => Task.FromResult(session.Counts));
    }
}
