using System.Buffers.Text;

namespace InfernoSim.Capture.Forwarding;

/// <summary>How much of a request <see cref="HttpClient"/> has written in HTTP/1.1, whose first write has the whole of its head.</summary>
internal struct RequestProgress
{
    private long _left;
    private bool _isChunked;

    private static ReadOnlySpan<byte> Length => "\r\nContent-Length: "u8;

    /// <summary>Whether it is all there, so that what is written next begins another one.</summary>
    public readonly bool IsComplete => _left == 0 && !_isChunked;

    /// <summary>Takes note of a write.</summary>
    /// <param name="written">What is written.</param>
    public void Write(ReadOnlySpan<byte> written)
    {
        ReadOnlySpan<byte> body = IsComplete ? Begin(written) : written;
        if (_isChunked)
        {
            _isChunked = !body.EndsWith("0\r\n\r\n"u8);
        }
        else
        {
            _left = Math.Max(0, _left - body.Length);
        }
    }

    // What is said after a change of protocol has no head.
    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> written)
    {
        int end = written.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !written[..written.IndexOf("\r\n"u8)].EndsWith(" HTTP/1.1"u8))
        {
            return [];
        }

        ReadOnlySpan<byte> head = written[..(end + 2)];
        int at = head.IndexOf(Length);
        _left = at >= 0 && Utf8Parser.TryParse(head[(at + Length.Length)..], out long length, out _) ? length : 0;
        _isChunked = at < 0 && head.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0;
        return written[(end + 4)..];
    }
}
