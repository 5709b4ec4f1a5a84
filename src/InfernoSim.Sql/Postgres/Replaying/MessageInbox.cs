using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>A message of a client, whole.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Content">Its content.</param>
internal readonly record struct ClientMessage(byte Type, byte[] Content);

/// <summary>
/// Reads a client's messages ahead of who answers them, so that it is known at once when the client has gone: whoever waits for an
/// answer that nobody will read is told.
/// </summary>
internal sealed class MessageInbox : IMessageSink, IAsyncDisposable
{
    // As long as the longest value that the server takes.
    private const int LongestMessage = 1 << 30;

    // A pipeline may be longer; then its client waits until some of it is answered.
    private const int MostAhead = 4096;

    private readonly Channel<ClientMessage> _messages = Channel.CreateBounded<ClientMessage>(MostAhead);
    private readonly Queue<ClientMessage> _found = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _stopping;
    private readonly PipeReader _from;
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="from">What the client sends, after its start-up message.</param>
    /// <param name="stopping">Ends it.</param>
    public MessageInbox(PipeReader from, CancellationToken stopping)
    {
        _from = from;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _reading = ReadAsync();
    }

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    bool IMessageSink.Wants(byte type) => type != FrontendMessage.Password;

    /// <inheritdoc/>
    void IMessageSink.Message(byte type, ReadOnlySpan<byte> content, int size)
    {
        if (content.Length < size && type != FrontendMessage.Password)
        {
            throw new PostgresProtocolException($"A message of {size} bytes is longer than what a PostgreSQL server takes.");
        }

        _found.Enqueue(new ClientMessage(type, content.ToArray()));
    }

    /// <summary>The next message.</summary>
    /// <returns><see langword="null"/> when the client has gone.</returns>
    /// <exception cref="PostgresProtocolException">The client does not speak the protocol.</exception>
    public async ValueTask<ClientMessage?> NextAsync()
    {
        while (await _messages.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_messages.Reader.TryRead(out ClientMessage message))
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _stopping.Dispose();
        _gone.Dispose();
    }

    private async Task ReadAsync()
    {
        Exception? failure = null;
        try
        {
            await ReadAllAsync();
        }
        catch (PostgresProtocolException e)
        {
            failure = e;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone, or is not listened to any more.
        }

        await _from.CompleteAsync();
        _messages.Writer.TryComplete(failure);
        await _gone.CancelAsync();
    }

    private async Task ReadAllAsync()
    {
        var splitter = new MessageSplitter(this, LongestMessage);
        while (true)
        {
            ReadResult read = await _from.ReadAsync(_stopping.Token);
            splitter.Take(read.Buffer);
            _from.AdvanceTo(read.Buffer.End);
            while (_found.TryDequeue(out ClientMessage message))
            {
                await _messages.Writer.WriteAsync(message, _stopping.Token);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
