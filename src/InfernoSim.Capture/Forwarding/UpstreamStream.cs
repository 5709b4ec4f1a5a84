using System.Net.Sockets;
using InfernoSim.Matching;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// A connection on which five things are put right that <see cref="HttpClient"/> would change about what passes.
/// <see cref="FieldLines"/> are unpacked, and methods written in their <see cref="ExactMethod">own case</see>. And a new connection that ends without a response is a failure: HttpClient would
/// send the request again, up to three times, and the target would see requests that the caller never made. A connection
/// that has served before may have been closed for being idle; then it is HttpClient's part to send again. A target that answers before the end
/// of an upload, and closes, has answered: HttpClient would only see that it can send no more. So has one that answers, takes nothing more, and does not close: HttpClient would wait for ever.
/// </summary>
internal sealed class UpstreamStream : ForwardConnection
{
    // For a target that has answered to take more of the request. One that refused it hardly wants it; others may be busy with it.
    private static readonly TimeSpan PatienceAfterRefusal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly AnswerReader? _answer;
    private bool _hasAnswered;
    private bool _hasWritten;

    // Of the request under way: how much of it is written, whether a piece of it is being sent, and whether the target takes no more of it.
    private RequestProgress _request;
    private volatile bool _isSending;
    private bool _isRefused;

    /// <summary>Takes over a connection.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="isHttp2">Whether it is one of HTTP/2, where answers are heard at any time.</param>
    /// <param name="time">The clock.</param>
    public UpstreamStream(Stream inner, bool isHttp2, TimeProvider time)
        : base(inner)
    {
        _time = time;
        _answer = isHttp2 ? null : new AnswerReader(inner, () => _isSending || !_request.IsComplete);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasAnswered || buffer.IsEmpty ? ReadOnAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _answer is null ? WriteFramesAsync(buffer, cancellationToken) : WriteRequestAsync(_answer, buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => Inner.Write(AsItCame(buffer.AsMemory(offset, count)).Span);

    private static ReadOnlyMemory<byte> AsItCame(ReadOnlyMemory<byte> buffer)
    {
        ReadOnlyMemory<byte> written = ExactMethod.Written(buffer);
        return FieldLines.Unpack(written.Span) ?? written;
    }

    private ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _answer?.ReadAsync(buffer, cancellationToken) ?? Inner.ReadAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await ReadOnAsync(buffer, cancellationToken);
        _hasAnswered = read > 0;
        return _hasAnswered ? read : throw new IOException("The connection ended without a response.", new SocketException((int)SocketError.ConnectionReset));
    }

    private async ValueTask WriteRequestAsync(AnswerReader answer, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        bool isContinued = !_request.IsComplete;
        ReadOnlyMemory<byte> written = AsItCame(buffer);
        _request.Write(written.Span);
        if (!isContinued)
        {
            await BeginAsync(answer, written, cancellationToken);
        }
        else if (!_isRefused)
        {
            await SendOnAsync(answer, written, cancellationToken);
        }
    }

    private ValueTask BeginAsync(AnswerReader answer, ReadOnlyMemory<byte> written, CancellationToken cancellationToken)
    {
        answer.Begin();
        return _isRefused ? throw new IOException("The target took no more on this connection.") : Inner.WriteAsync(written, cancellationToken);
    }

    private async ValueTask SendOnAsync(AnswerReader answer, ReadOnlyMemory<byte> written, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(answer, written, cancellationToken);
        }
        catch (IOException)
        {
            // Whether there is an answer shows when it is read. The rest of the request goes nowhere.
            _isRefused = true;
        }
    }

    private async ValueTask WriteFramesAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        if (_isRefused)
        {
            return;
        }

        try
        {
            await Inner.WriteAsync(frames, cancellationToken);
            _hasWritten = true;
        }
        catch (IOException) when (_hasWritten)
        {
            // What the target has said can still be read.
            _isRefused = true;
        }
    }

    // What is given up is given up for good: nothing more may be written after a part of a piece.
    private async ValueTask SendAsync(AnswerReader answer, ReadOnlyMemory<byte> written, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = Inner.WriteAsync(written, given.Token).AsTask();
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        _isSending = true;
        try
        {
            _isRefused = await IsStuckAsync(answer, sending, given.Token);
            if (_isRefused)
            {
                await given.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await sending;
            }
        }
        finally
        {
            _isSending = false;
            await given.CancelAsync();
        }
    }

    private async Task<bool> IsStuckAsync(AnswerReader answer, Task sending, CancellationToken ended)
    {
        Task<int> begun = answer.BegunAsync();
        if (await Task.WhenAny(sending, begun) == sending)
        {
            return false;
        }

        await Task.WhenAny(sending, Task.Delay(await begun >= 300 ? PatienceAfterRefusal : Patience, _time, ended));
        return !sending.IsCompleted;
    }
}
