using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace InfernoSim.Tls;

/// <summary>What a client begins to speak.</summary>
internal enum Spoken
{
    /// <summary>Nothing: the connection ended, or the wait for it.</summary>
    Nothing,

    /// <summary>TLS.</summary>
    Tls,

    /// <summary>A request of HTTP/1 that opens a tunnel.</summary>
    Connect,

    /// <summary>Any other request of HTTP/1.</summary>
    Http1,

    /// <summary>HTTP/2, known beforehand (RFC 9113, section 3.3).</summary>
    Http2,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Tells by its first bytes what a client speaks, and leaves them unread.</summary>
internal static class FirstBytes
{
    // A request line that has not ended by then is left to who reads requests.
    private const int LongestLine = 16 * 1024;

    // A protocol of another kind may begin with any word and wait for an answer to it, so that only these are waited for to go on.
    private static readonly byte[][] Methods =
        [.. new[] { "CONNECT", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH" }
            .Select(method => Encoding.ASCII.GetBytes(method + " "))];

    // A handshake record of any version: type 22, major version 3.
    private static ReadOnlySpan<byte> Handshake => [22, 3];

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Waits until it can be told.</summary>
    /// <param name="input">What the client sends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<Spoken> PeekAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                return Spoken.Nothing;
            }

            Spoken? spoken = Decide(read.Buffer);
            bool isOver = read.IsCompleted || read.IsCanceled;
            // What was looked at stays; more is only waited for while it is not decided.
            input.AdvanceTo(read.Buffer.Start, spoken is null && !isOver ? read.Buffer.End : read.Buffer.Start);
            if (spoken is not null)
            {
                return spoken.Value;
            }

            if (isOver)
            {
                return read.Buffer.IsEmpty || read.IsCanceled ? Spoken.Nothing : Spoken.Other;
            }
        }
    }

    private static Spoken? Decide(ReadOnlySequence<byte> buffer)
    {
        ReadOnlySequence<byte> looked = buffer.Length > LongestLine ? buffer.Slice(0, LongestLine) : buffer;
        ReadOnlySpan<byte> bytes = looked.IsSingleSegment ? looked.FirstSpan : looked.ToArray();
        return BeginsWith(bytes, Handshake) is { } tls ? (tls ? Spoken.Tls : DecideText(bytes)) : null;
    }

    private static Spoken? DecideText(ReadOnlySpan<byte> bytes)
    {
        if (BeginsWith(bytes, Preface) is var preface && preface != false)
        {
            return preface is null ? null : Spoken.Http2;
        }

        foreach (byte[] method in Methods)
        {
            if (BeginsWith(bytes, method) is var begins && begins != false)
            {
                return begins is null ? null
                    : method == Methods[0] ? Spoken.Connect
                    : DecideLine(bytes);
            }
        }

        return Spoken.Other;
    }

    private static Spoken? DecideLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            return bytes.Length < LongestLine ? null : Spoken.Http1;
        }

        ReadOnlySpan<byte> line = bytes[..end].TrimEnd((byte)'\r');
        return line.EndsWith(" HTTP/1.1"u8) || line.EndsWith(" HTTP/1.0"u8) ? Spoken.Http1 : Spoken.Other;
    }

    private static bool? BeginsWith(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> what)
    {
        int length = Math.Min(bytes.Length, what.Length);
        return !bytes[..length].SequenceEqual(what[..length]) ? false
            : length == what.Length ? true
            : null;
    }
}
