using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A client's end of a connection of HTTP/2, every frame of which a case decides.</summary>
/// <param name="stream">The connection.</param>
/// <param name="scheme">What requests name as their scheme.</param>
internal sealed class Http2Peer(Stream stream, string scheme)
{
    private static readonly byte[] Mark = "heard it"u8.ToArray();

    // RFC 9113, section 7.
    private static readonly string[] Errors =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM",
        "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    private readonly List<byte> _unsent = [];
    private readonly SortedDictionary<uint, string> _said = [];
    private readonly HashSet<uint> _ended = [];
    private string? _connectionError;
    private string? _otherwise;
    private int _acknowledged;
    private bool _isMarked;
    private bool _isClosed;

    /// <summary>Says what a connection begins with.</summary>
    public void Begin() => Say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Frame.Settings(), Frame.Of(FrameType.Settings, Frame.Ack, 0));

    /// <summary>Says something, together with what is said next.</summary>
    public void Say(params ReadOnlySpan<byte[]> frames)
    {
        foreach (byte[] frame in frames)
        {
            _unsent.AddRange(frame);
        }
    }

    /// <summary>The fields of a request.</summary>
    public byte[] Fields(string method, string path, params ReadOnlySpan<(string Name, string Value)> more) =>
        [.. Hpack.Fields((":method", method), (":scheme", scheme), (":path", path), (":authority", "localhost")), .. Hpack.Fields(more)];

    /// <summary>The fields of a request without one of those that it must have.</summary>
    public byte[] FieldsWithout(string name, params ReadOnlySpan<(string Name, string Value)> more)
    {
        (string, string)[] all = [(":method", "GET"), (":scheme", scheme), (":path", "/"), (":authority", "localhost")];
        return [.. Hpack.Fields([.. all.Where(field => field.Item1 != name)]), .. Hpack.Fields(more)];
    }

    /// <summary>A request without a body.</summary>
    public byte[] Get(uint id, params ReadOnlySpan<(string Name, string Value)> more) => Frame.Headers(id, Fields("GET", "/", more));

    /// <summary>A request whose body is to come.</summary>
    public byte[] Post(uint id, params ReadOnlySpan<(string Name, string Value)> more) => Frame.Headers(id, Fields("POST", "/", more), FrameFlags.EndHeaders);

    /// <summary>A request without a body that is never answered.</summary>
    public byte[] Hold(uint id) => Frame.Headers(id, Fields("GET", ConformanceService.Hold));

    /// <summary>Waits until a stream has come to its end.</summary>
    public async Task HearEndOfAsync(uint id)
    {
        await FlushAsync();
        while (!_isClosed && !_ended.Contains(id))
        {
            await HearAsync();
        }
    }

    /// <summary>Waits until so many settings were acknowledged.</summary>
    public async Task HearAcknowledgedAsync(int count)
    {
        await FlushAsync();
        while (!_isClosed && _acknowledged < count)
        {
            await HearAsync();
        }
    }

    /// <summary>Waits until it shows what became of all that was said.</summary>
    /// <param name="ends">The streams that come to an end by it, unless the connection does.</param>
    /// <param name="untilClosed">Whether the connection does in any case.</param>
    public async Task<string> OutcomeAsync(IReadOnlyCollection<uint> ends, bool untilClosed)
    {
        Say(Frame.Of(FrameType.Ping, FrameFlags.None, 0, Mark));
        await FlushAsync();
        while (!_isClosed && (untilClosed || _connectionError is not null || !_isMarked || !ends.All(_ended.Contains)))
        {
            await HearAsync();
        }

        return _otherwise
            ?? (_connectionError is not null ? $"GOAWAY {_connectionError}"
            : _isClosed ? "closed"
            : _said.Count > 0 ? string.Join(", ", _said.Values)
            : "goes on");
    }

    private static string NameOf(ReadOnlySpan<byte> error) => Errors[BinaryPrimitives.ReadUInt32BigEndian(error)];

    private async Task FlushAsync()
    {
        try
        {
            await stream.WriteAsync(_unsent.ToArray());
            await stream.FlushAsync();
        }
        catch (IOException)
        {
            // It is closed, which shows, with the reason, when it is read.
        }

        _unsent.Clear();
    }

    private async Task HearAsync()
    {
        byte[] head = new byte[9];
        if (!await TryReadAsync(head))
        {
            return;
        }

        if (head.AsSpan().StartsWith("HTTP/1."u8))
        {
            byte[] status = new byte[3];
            await TryReadAsync(status);
            End(Encoding.ASCII.GetString([.. head, .. status]));
            return;
        }

        byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        if (await TryReadAsync(payload))
        {
            Take((FrameType)head[3], (FrameFlags)head[4], BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(5)), payload);
        }
    }

    private async Task<bool> TryReadAsync(byte[] bytes)
    {
        try
        {
            int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false).AsTask().WaitAsync(ConformanceCase.Limit);
            _isClosed = read < bytes.Length;
        }
        catch (IOException)
        {
            _isClosed = true;
        }
        catch (TimeoutException)
        {
            End("no answer");
        }

        return !_isClosed;
    }

    private void Take(FrameType type, FrameFlags flags, uint id, byte[] payload)
    {
        switch (type)
        {
            case FrameType.Headers when !_said.ContainsKey(id):
                _said[id] = Hpack.StatusOf(payload);
                break;
            case FrameType.RstStream:
                _said[id] = $"{(_said.TryGetValue(id, out string? status) ? status + ", then " : "")}RST_STREAM {NameOf(payload)}";
                _ended.Add(id);
                break;
            case FrameType.GoAway:
                _connectionError = NameOf(payload.AsSpan(4));
                break;
            case FrameType.Ping when flags.HasFlag(Frame.Ack):
                _isMarked |= payload.AsSpan().SequenceEqual(Mark);
                break;
            case FrameType.Settings when flags.HasFlag(Frame.Ack):
                _acknowledged++;
                break;
        }

        if (type is FrameType.Headers or FrameType.Data && flags.HasFlag(FrameFlags.EndStream))
        {
            _ended.Add(id);
        }
    }

    private void End(string otherwise)
    {
        _otherwise = otherwise;
        _isClosed = true;
    }
}
