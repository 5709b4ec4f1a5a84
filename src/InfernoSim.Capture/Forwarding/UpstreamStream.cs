using System.Net.Sockets;
using InfernoSim.Matching;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// A connection on which four things are put right that <see cref="HttpClient"/> would change about what passes.
/// <see cref="FieldLines"/> are unpacked, and methods written in their <see cref="ExactMethod">own case</see>. And a new connection that ends without a response is a failure: HttpClient would
/// send the request again, up to three times, and the target would see requests that the caller never made. A connection
/// that has served before may have been closed for being idle; then it is HttpClient's part to send again. A target that answers before the end
/// of an upload, and closes, has answered: HttpClient would only see that it can send no more.
/// </summary>
/// <param name="inner">The connection.</param>
internal sealed class UpstreamStream(Stream inner) : ForwardConnection(inner)
{
    private bool _hasAnswered;

    // Of the request under way: whether some of it is sent, and whether the target takes no more of it.
    private bool _hasSent;
    private bool _isRefused;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hasSent = false;
        return _hasAnswered || buffer.IsEmpty ? Inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRefused && _hasSent)
        {
            return;
        }

        try
        {
            await Inner.WriteAsync(AsItCame(buffer), cancellationToken);
            _hasSent = true;
        }
        catch (IOException) when (_hasSent)
        {
            // Whether there is an answer shows when it is read. The rest of the request goes nowhere.
            _isRefused = true;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Inner.Write(AsItCame(buffer.AsMemory(offset, count)).Span);

    private static ReadOnlyMemory<byte> AsItCame(ReadOnlyMemory<byte> buffer)
    {
        ReadOnlyMemory<byte> written = ExactMethod.Written(buffer);
        return FieldLines.Unpack(written.Span) ?? written;
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken);
        _hasAnswered = read > 0;
        return _hasAnswered ? read : throw new IOException("The connection ended without a response.", new SocketException((int)SocketError.ConnectionReset));
    }
}
