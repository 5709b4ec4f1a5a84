namespace InfernoSim.WebSockets;

/// <summary>What a message of a WebSocket is.</summary>
internal enum MessageKind
{
    Text,
    Binary,

    /// <summary>The side that sends it says nothing more.</summary>
    Close,
}

/// <summary>A message that one side of a WebSocket sent: its frames put together, unmasked and unpacked.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">The text in UTF-8, the bytes, or the reason of a close in UTF-8.</param>
/// <param name="Code">Of a close, its status code.</param>
internal readonly record struct SpokenMessage(MessageKind Kind, ReadOnlyMemory<byte> Content, int Code = 0)
{
    /// <summary>The code of a close that has none (RFC 6455, section 7.4.1); it is never sent.</summary>
    public const int NoCode = 1005;

    /// <summary>The code of a connection that ended without a close (RFC 6455, section 7.4.1); it is never sent.</summary>
    public const int NoClose = 1006;

    /// <summary>The connection ended without a close.</summary>
    public static SpokenMessage End { get; } = new(MessageKind.Close, ReadOnlyMemory<byte>.Empty, NoClose);

    /// <summary>Whether the connection ended without a close.</summary>
    public bool IsEnd => Kind == MessageKind.Close && Code == NoClose;

    /// <summary>Whether another message says the same, byte for byte.</summary>
    /// <param name="other">The other one.</param>
    public bool IsSame(SpokenMessage other) => Kind == other.Kind && Code == other.Code && Content.Span.SequenceEqual(other.Content.Span);
}
