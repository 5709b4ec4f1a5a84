using InfernoSim.Benchmarks.Harness;
using InfernoSim.Capture;
using InfernoSim.Policies;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>The capture proxies as the command runs them, recording everything into a folder.</summary>
internal static class CaptureProxy
{
    /// <summary>All is recorded as it is.</summary>
    public const string Kept = "kept";

    /// <summary>What looks like a secret is replaced, as it is where nobody says anything.</summary>
    public const string Detected = "detected";

    /// <summary>What looks like a secret is replaced, and what rules name.</summary>
    public const string Ruled = "ruled";

    /// <summary>What the rules are.</summary>
    public static readonly string[] Rules = ["token json: $.name", "redact json: $.birthday", "drop json: $.items[*].note", "redact query: page", "token header: X-Customer"];

    private const string FreePort = "127.0.0.1:0";

    /// <summary>The inbound proxy.</summary>
    /// <param name="service">Where the service listens.</param>
    /// <param name="folder">Where the incident goes.</param>
    /// <param name="privacy">What becomes of secrets.</param>
    public static async Task RunInboundAsync(string service, string folder, string privacy)
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder,
            Listen = ListenAddress.Parse(FreePort),
            Forward = ForwardTarget.Parse(service),
            Capture = OptionsOf(privacy),
        });
        await AnswerAsync(session, session.Inbound!.Address);
    }

    /// <summary>The outbound proxy.</summary>
    /// <param name="folder">Where the incident goes.</param>
    /// <param name="privacy">What becomes of secrets.</param>
    public static async Task RunOutboundAsync(string folder, string privacy)
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder,
            OutboundListen = ListenAddress.Parse(FreePort),
            Capture = OptionsOf(privacy),
        });
        await AnswerAsync(session, session.Outbound!.Address);
    }

    private static CaptureOptions OptionsOf(string privacy) => privacy switch
    {
        Kept => new CaptureOptions { CaptureSensitiveData = true },
        Detected => new CaptureOptions(),
        Ruled => new CaptureOptions { Privacy = PrivacyPolicy.Parse(Rules) },
        _ => throw new ArgumentException($"Nobody knows what becomes of secrets by '{privacy}'.", nameof(privacy)),
    };

    /// <summary>Says how many exchanges are in the log, whatever it is asked.</summary>
    private static async Task AnswerAsync(CaptureSession session, Uri address)
    {
        ParentLink.Ready(address.Authority);
        await ParentLink.AnswerAsync(_ => Task.FromResult(session.Counts));
    }
}
