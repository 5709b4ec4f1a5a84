using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Reads a connection for <see cref="HttpClient"/>, which does not look at an answer before it has sent the whole of its request. What comes before
/// is looked at here. An answer that is there by then gets <c>Connection: close</c>: what is left of its request would be taken for another one.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="isEarly">Whether the request is still being sent.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle of the system, since nobody waits for it in a blocking way.")]
internal sealed class AnswerReader(Stream inner, Func<bool> isEarly)
{
    private const int PieceSize = 4096;
    private const int MostKept = 64 * 1024;

    // Whoever reads: HttpClient, and this while HttpClient sends.
    private readonly SemaphoreSlim _turn = new(1);
    private byte[] _kept = [];
    private AnswerHead _head;
    private TaskCompletionSource<int>? _begun;
    private Task _looking = Task.CompletedTask;
    private volatile bool _isWanted;

    private static ReadOnlySpan<byte> Close => "Connection: close\r\n"u8;

    /// <summary>Another request begins.</summary>
    public void Begin()
    {
        _head = default;
        _begun = null;
    }

    /// <summary>Waits for an answer while the request is being sent.</summary>
    /// <returns>Its status. The task may never complete.</returns>
    public Task<int> BegunAsync()
    {
        TaskCompletionSource<int> begun = _begun ??= new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_looking.IsCompleted)
        {
            _looking = LookAsync();
        }

        return begun.Task;
    }

    /// <summary>Reads for <see cref="HttpClient"/>.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _isWanted = true;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _kept.Length > 0 ? TakeKept(buffer.Span) : Pass(buffer, await inner.ReadAsync(buffer, cancellationToken));
        }
        finally
        {
            _isWanted = false;
            _turn.Release();
        }
    }

    private async Task LookAsync()
    {
        await _turn.WaitAsync();
        try
        {
            byte[] piece = new byte[PieceSize];

            // An answer that came when the request was there is HttpClient's to read on, and may have come whole.
            while (isEarly() && !_head.IsOver && !_isWanted && _kept.Length < MostKept && await inner.ReadAsync(piece) is > 0 and var read)
            {
                Keep(piece.AsSpan(0, read));
            }

            Tell();
        }
        catch (Exception met) when (met is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Who reads next meets it again.
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Tell()
    {
        if (_head.Status > 0)
        {
            _begun?.TrySetResult(_head.Status);
        }
    }

    private void Keep(ReadOnlySpan<byte> read)
    {
        int fields = FieldsOfEarlyAnswer(read);
        _kept = fields < 0 ? [.. _kept, .. read] : [.. _kept, .. read[..fields], .. Close, .. read[fields..]];
    }

    // What follows the first line of an early answer is kept, and read next.
    private int Pass(Memory<byte> buffer, int count)
    {
        ReadOnlySpan<byte> read = buffer.Span[..count];
        int fields = FieldsOfEarlyAnswer(read);
        if (fields < 0)
        {
            return count;
        }

        _kept = [.. Close, .. read[fields..]];
        Tell();
        return fields;
    }

    private int FieldsOfEarlyAnswer(ReadOnlySpan<byte> read) => isEarly() ? _head.Find(read) : -1;

    private int TakeKept(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _kept.Length);
        _kept.AsSpan(0, taken).CopyTo(buffer);
        _kept = _kept[taken..];
        return taken;
    }
}
