using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>What a transport has to send back for a dependency call.</summary>
internal sealed record DependencyAnswer
{
    /// <summary>The status; 0 together with <see cref="Abort"/> means no response at all.</summary>
    public required int Status { get; init; }

    /// <summary>The reason phrase; <see langword="null"/> for the usual one of the status.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The response headers, without hop-by-hop fields. A transport sends them as they are and frames the body itself
    /// (<c>Content-Length</c> in here is only for responses that have no body, such as to HEAD).
    /// </summary>
    public HeaderMap Headers { get; init; } = HeaderMap.Empty;

    /// <summary>The response body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The response trailers.</summary>
    public HeaderMap Trailers { get; init; } = HeaderMap.Empty;

    /// <summary>
    /// Tear the connection down: at once when <see cref="Status"/> is 0, otherwise after the headers and
    /// <see cref="Body"/> (a response that was cut short).
    /// </summary>
    public bool Abort { get; init; }

    /// <summary>Whether <see cref="Abort"/> without a response is a reset of the connection, and not its orderly end.</summary>
    public bool Reset { get; init; }

    /// <summary>No response: the connection is closed.</summary>
    public static DependencyAnswer Closed { get; } = new() { Status = 0, Abort = true };

    /// <summary>No response: the connection is reset.</summary>
    public static DependencyAnswer WasReset { get; } = new() { Status = 0, Abort = true, Reset = true };

    /// <summary>Whether it is what the proxy said to the tunnel that the call was to go through, so that there was no call.</summary>
    public bool IsOfTunnel { get; init; }

    /// <summary>When <see cref="Body"/> is sent; <see langword="null"/> for at once.</summary>
    internal AnswerPace? Pace { get; init; }
}
