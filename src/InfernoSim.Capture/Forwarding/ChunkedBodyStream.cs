using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Writes a response body in chunks (RFC 9112, section 7.1). Kestrel would do so too, but over HTTP/1.1 it sends no
/// trailers, and ends every body that the application stops writing as if it were complete.
/// </summary>
/// <param name="output">Kestrel's output, for a response whose <c>Transfer-Encoding</c> is set.</param>
internal sealed class ChunkedBodyStream(PipeWriter output) : ForwardStream
{
    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        PutSize(buffer.Length);
        Put(buffer.Span);
        Put("\r\n"u8);
        FlushResult flushed = await output.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new IOException("The client closed the connection.");
        }
    }

    /// <summary>Writes the end of the body.</summary>
    /// <param name="trailers">The trailers.</param>
    /// <returns>A task that completes when it is written.</returns>
    public async ValueTask EndAsync(HttpResponseHeaders trailers)
    {
        Put("0\r\n"u8);
        foreach ((string name, HeaderStringValues values) in trailers.NonValidated)
        {
            foreach (string value in values)
            {
                Put(Encoding.Latin1.GetBytes($"{name}: {value}\r\n"));
            }
        }

        Put("\r\n"u8);
        await output.FlushAsync();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken).AsTask();

    // Kestrel has no room in a response that has not begun, unless it is asked for some.
    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private void PutSize(int size)
    {
        Span<byte> line = output.GetSpan(16);
        Utf8Formatter.TryFormat(size, line, out int digits, new StandardFormat('x'));
        "\r\n"u8.CopyTo(line[digits..]);
        output.Advance(digits + 2);
    }
}
