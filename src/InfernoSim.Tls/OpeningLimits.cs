namespace InfernoSim.Tls;

/// <summary>What a client may take until it is known what it asks for.</summary>
internal sealed class OpeningLimits
{
    /// <summary>Those of a server that only its own clients reach.</summary>
    public static OpeningLimits Default { get; } = new();

    /// <summary>How many bytes the head of a <c>CONNECT</c> may have; of other requests it is Kestrel that counts.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>How long a client may take to begin, to send the head of a <c>CONNECT</c>, and for a handshake.</summary>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of the head of a <c>CONNECT</c> that had more.</summary>
    public Action HeadTooLarge { get; init; } = static () => { };
}
