using InfernoSim.Incidents;
using InfernoSim.WebSockets;

namespace InfernoSim.Recording;

/// <summary>Takes down what both sides of a WebSocket say, each as one document in place of its body, and in which order. Thread-safe.</summary>
internal sealed class ConversationRecorder
{
    private readonly Lock _lock = new();
    private readonly BodyRecorder _client;
    private readonly BodyRecorder _server;
    private readonly HeldMemory _memory;
    private readonly Func<long> _elapsed;
    private readonly List<MessageTime> _times = [];
    private int _sent;
    private int _came;
    private long _last;
    private bool _isEnded;

    /// <summary>Begins.</summary>
    /// <param name="client">The body of the side that asked for the connection.</param>
    /// <param name="server">The body of the side that was asked.</param>
    /// <param name="limit">How many bytes of each are kept.</param>
    /// <param name="memory">Where the memory for what is beside the bodies comes from; <see langword="null"/> where nobody counts it.</param>
    /// <param name="elapsed">Nanoseconds since the connection was asked for.</param>
    public ConversationRecorder(BodyRecorder client, BodyRecorder server, int limit, IBodyMemory? memory, Func<long> elapsed)
    {
        (_client, _server, Limit, _memory, _elapsed) = (client, server, limit, new HeldMemory(memory), elapsed);
        client.Append(SpokenDocument.Beginning);
        server.Append(SpokenDocument.Beginning);
    }

    /// <summary>How many bytes of what each side says are kept.</summary>
    public int Limit { get; }

    /// <summary>Whether there was no memory for what is beside the bodies.</summary>
    public bool IsRefused => _memory.IsRefused;

    /// <summary>From where on it is not known what is said, for a person; <see langword="null"/> where all is.</summary>
    public string? Problem { get; private set; }

    /// <summary>When the messages passed.</summary>
    public IReadOnlyList<MessageTime> Times
    {
        get
        {
            lock (_lock)
            {
                return [.. _times];
            }
        }
    }

    /// <summary>The side that asked says something.</summary>
    /// <param name="message">The message.</param>
    public void Sent(SpokenMessage message) => Add(message, isServer: false);

    /// <summary>The side that was asked says something.</summary>
    /// <param name="message">The message.</param>
    public void Came(SpokenMessage message) => Add(message, isServer: true);

    /// <summary>What one side says is not understood any more.</summary>
    /// <param name="problem">Why, for a person.</param>
    /// <param name="isServer">Whether it is the side that was asked.</param>
    public void Lose(string problem, bool isServer)
    {
        lock (_lock)
        {
            Problem ??= $"from message {(isServer ? _came : _sent) + 1} of the {(isServer ? "side that was asked" : "side that asked")} on, because {problem}";
        }
    }

    /// <summary>Nothing more is said.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (!_isEnded)
            {
                _isEnded = true;
                _client.Append(SpokenDocument.End);
                _server.Append(SpokenDocument.End);
            }
        }
    }

    /// <summary>What has been said so far, as the documents will have it if nothing more is said; it goes on.</summary>
    public (RecordedBody Client, RecordedBody Server, IReadOnlyList<MessageTime> Times) Peek()
    {
        lock (_lock)
        {
            return (DocumentOf(_client), DocumentOf(_server), [.. _times]);
        }
    }

    /// <summary>Takes memory for a while.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Whether there was as much.</returns>
    public bool TryHold(int bytes)
    {
        lock (_lock)
        {
            return _memory.TryTake(bytes);
        }
    }

    /// <summary>Gives some of the memory back.</summary>
    /// <param name="bytes">How much.</param>
    public void Free(int bytes)
    {
        lock (_lock)
        {
            _memory.Return(bytes);
        }
    }

    /// <summary>Gives all of the memory back; nothing takes any more.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _memory.Release();
        }
    }

    private RecordedBody DocumentOf(BodyRecorder side)
    {
        RecordedBody soFar = side.Peek();
        ReadOnlyMemory<byte> kept = soFar.GetBytes();
        if (Problem is not null || kept.Length < soFar.Size)
        {
            return soFar;
        }

        return RecordedBody.FromBytes(_isEnded ? kept : (byte[])[.. kept.Span, .. SpokenDocument.End]);
    }

    private void Add(SpokenMessage message, bool isServer)
    {
        lock (_lock)
        {
            if (_isEnded || Problem is not null)
            {
                return;
            }

            (isServer ? _server : _client).Append(SpokenDocument.Member(isServer ? ++_came : ++_sent, message).Span);

            // What is not kept in full is not replayed, and an endless conversation must not fill the memory with its times.
            if (_client.Size <= Limit && _server.Size <= Limit)
            {
                // What a clock may do, the file may not.
                _last = Math.Max(_last, _elapsed());
                _memory.Add(_times, new MessageTime(_last, _came));
            }
        }
    }
}
