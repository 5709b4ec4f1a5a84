using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Responses;
using InfernoSim.WebSockets;

namespace InfernoSim.Replay;

/// <summary>
/// Says to the service over a WebSocket what its client said in the incident, each message once as much of the service's has come as had
/// come before it, and takes down what the service says.
/// </summary>
internal sealed class ServiceConversation : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly RecordedConversation _recorded;
    private readonly LiveMessages _live;
    private readonly Action _touch;
    private readonly Func<int, CancellationToken, ValueTask> _causes;
    private readonly FrameReader _reader;
    private readonly List<SpokenMessage> _came = [];
    private readonly Queue<ReadOnlyMemory<byte>> _pings = new();
    private readonly SemaphoreSlim _writing = new(1);
    private long _size;
    private volatile int _cameCount;
    private volatile int _sentCount;
    private volatile bool _isAccepted;
    private volatile bool _isOver;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes one.</summary>
    /// <param name="recorded">What was said in the incident.</param>
    /// <param name="live">What is said to the service in place of what was said to it then.</param>
    /// <param name="touch">Is called whenever something comes.</param>
    /// <param name="causes">Waits for what else has to have happened before a message, given by its place, is sent.</param>
    public ServiceConversation(RecordedConversation recorded, LiveMessages live, Action touch, Func<int, CancellationToken, ValueTask> causes)
    {
        (_recorded, _live, _touch, _causes) = (recorded, live, touch, causes);
        _reader = new FrameReader(ObservedBody.Limit, Hear, inflater: null, _pings.Enqueue);
    }

    /// <summary>What is waited for, for a person.</summary>
    public string Awaited => _cameCount < _recorded.Came.Count ? $"message {_cameCount + 1} of the service was awaited" : "the end of the connection was awaited";

    private bool AwaitsEnd => _recorded.IsEnded && !_recorded.IsAnswerToCloseUnknown;

    /// <summary>Waits until so much has been said, or nothing more will be.</summary>
    /// <param name="sent">Messages of the client.</param>
    /// <param name="came">Messages of the service.</param>
    /// <param name="stop">Gives it up.</param>
    /// <returns>Whether that was still to come.</returns>
    public async ValueTask<bool> ReachedAsync(int sent, int came, CancellationToken stop)
    {
        bool hasWaited = false;
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (_isOver || (_isAccepted && _sentCount >= sent && _cameCount >= came))
            {
                return hasWaited;
            }

            hasWaited = true;
            await changed.WaitAsync(stop);
        }
    }

    /// <summary>Holds the conversation.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="headers">The header fields of the response that made it one.</param>
    /// <param name="stop">Gives it up.</param>
    /// <returns>What the service said, as a document.</returns>
    /// <exception cref="IOException">The connection broke, or the service said what is no WebSocket.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(Stream connection, HeaderMap headers, CancellationToken stop)
    {
        _live.Accept(headers);
        _isAccepted = true;
        Changed();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task saying = SayAsync(connection, leaving);
        try
        {
            await HearAsync(connection, leaving.Token);
        }
        catch (OperationCanceledException) when (_isOver && !stop.IsCancellationRequested)
        {
            // All was said that had been said in the incident.
        }
        finally
        {
            End();
            await saying;
        }

        return SpokenDocument.Of(Compared());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _writing.Dispose();
    }

    private async Task SayAsync(Stream connection, CancellationTokenSource leaving)
    {
        try
        {
            while (_sentCount < _recorded.Sent.Count)
            {
                int before = _recorded.CameBefore(_sentCount);
                await ReachedAsync(sent: 0, before, leaving.Token);
                if (_cameCount < before)
                {
                    return;
                }

                await _causes(_sentCount, leaving.Token);
                SpokenMessage message = _live.Say(_sentCount);
                if (!message.IsEnd)
                {
                    await WriteAsync(connection, FrameWriter.Of(message, isClient: true), leaving.Token);
                }

                _sentCount++;
                Changed();
            }

            if (HasAll())
            {
                _isOver = true;
                await leaving.CancelAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Whoever listens meets it as well.
        }
    }

    private async Task HearAsync(Stream connection, CancellationToken leaving)
    {
        byte[] buffer = new byte[BufferSize];
        while (!_isOver)
        {
            int read = await ReadAsync(connection, buffer, leaving);
            if (read == 0)
            {
                Hear(SpokenMessage.End);
                return;
            }

            _touch();
            _reader.Read(buffer.AsSpan(0, read));
            if (_reader.Problem is { } problem)
            {
                throw new HttpIOException(HttpRequestError.InvalidResponse, $"what came is no WebSocket: {problem}");
            }

            while (_pings.TryDequeue(out ReadOnlyMemory<byte> ping))
            {
                await WriteAsync(connection, FrameWriter.Pong(ping.Span, isClient: true), leaving);
            }

            _isOver = _isOver || _reader.IsClosed || _size > ObservedBody.Limit || HasAll();
            Changed();
        }
    }

    // A connection that is reset has ended without a close, as one has that is closed.
    private static async ValueTask<int> ReadAsync(Stream connection, byte[] buffer, CancellationToken leaving)
    {
        try
        {
            return await connection.ReadAsync(buffer, leaving);
        }
        catch (IOException)
        {
            leaving.ThrowIfCancellationRequested();
            return 0;
        }
    }

    private void End()
    {
        _isOver = true;
        Changed();
    }

    private void Changed() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void Hear(SpokenMessage message)
    {
        _came.Add(message);
        _size += message.Content.Length;

        // Before anyone goes on who waits for it.
        _live.Hear(_came.Count, message);
        _cameCount = _came.Count;
    }

    private bool HasAll()
    {
        int expected = _recorded.Came.Count - (_recorded.IsEnded ? 1 : 0);
        return !AwaitsEnd && _sentCount == _recorded.Sent.Count && _cameCount >= expected;
    }

    private async Task WriteAsync(Stream connection, ReadOnlyMemory<byte> frame, CancellationToken leaving)
    {
        await _writing.WaitAsync(leaving);
        try
        {
            await connection.WriteAsync(frame, leaving);
            await connection.FlushAsync(leaving);
        }
        finally
        {
            _writing.Release();
        }
    }

    // Where it is not known how the service had answered a client that left, it may answer as it will.
    private List<SpokenMessage> Compared()
    {
        if (!_recorded.IsAnswerToCloseUnknown || _sentCount < _recorded.Sent.Count)
        {
            return _came;
        }

        IEnumerable<SpokenMessage> said = _came.Where(message => message.Kind != MessageKind.Close);
        return _recorded.IsEnded ? [.. said, _recorded.Came[^1]] : [.. said];
    }
}
