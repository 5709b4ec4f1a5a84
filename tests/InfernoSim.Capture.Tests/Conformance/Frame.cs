using System.Buffers.Binary;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>What a frame of HTTP/2 is (RFC 9113, section 6).</summary>
internal enum FrameType
{
    Data,
    Headers,
    Priority,
    RstStream,
    Settings,
    PushPromise,
    Ping,
    GoAway,
    WindowUpdate,
    Continuation,

    /// <summary>One that no specification knows.</summary>
    Unknown = 0x16,
}

/// <summary>The flags of frames; what one means depends on the frame.</summary>
[Flags]
internal enum FrameFlags
{
    None = 0,
    EndStream = 0x1,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}

/// <summary>The settings of a connection (RFC 9113, section 6.5.2).</summary>
internal enum Setting
{
    HeaderTableSize = 1,
    EnablePush,
    MaxConcurrentStreams,
    InitialWindowSize,
    MaxFrameSize,
    MaxHeaderListSize,
    Unknown = 0xff,
}

/// <summary>Frames of HTTP/2 as bytes, right or wrong.</summary>
internal static class Frame
{
    /// <summary>How many bytes a frame may have when nothing else was agreed upon.</summary>
    public const int MaxSize = 16_384;

    /// <summary>The whole of a request.</summary>
    public const FrameFlags Whole = FrameFlags.EndHeaders | FrameFlags.EndStream;

    /// <summary>What answers settings and pings.</summary>
    public const FrameFlags Ack = FrameFlags.EndStream;

    public static byte[] Of(FrameType type, FrameFlags flags, uint stream, params ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)payload.Length << 8) | (uint)type);
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Headers(uint stream, ReadOnlySpan<byte> block, FrameFlags flags = Whole) => Of(FrameType.Headers, flags, stream, block);

    public static byte[] Continuation(uint stream, ReadOnlySpan<byte> block, FrameFlags flags = FrameFlags.EndHeaders) => Of(FrameType.Continuation, flags, stream, block);

    public static byte[] Data(uint stream, int size = 5, FrameFlags flags = FrameFlags.EndStream) => Of(FrameType.Data, flags, stream, new byte[size]);

    public static byte[] Settings() => Of(FrameType.Settings, FrameFlags.None, 0);

    public static byte[] Settings(Setting setting, uint value) => Of(FrameType.Settings, FrameFlags.None, 0, [0, (byte)setting, .. Number(value)]);

    public static byte[] WindowUpdate(uint stream, uint increment) => Of(FrameType.WindowUpdate, FrameFlags.None, stream, Number(increment));

    /// <summary>A stream that is no longer wanted (<c>CANCEL</c>).</summary>
    public static byte[] RstStream(uint stream) => Of(FrameType.RstStream, FrameFlags.None, stream, Number(8));

    /// <summary>A priority: what the stream depends on, with a weight.</summary>
    public static byte[] Priority(uint stream, uint dependsOn) => Of(FrameType.Priority, FrameFlags.None, stream, [.. Number(dependsOn), 15]);

    public static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
