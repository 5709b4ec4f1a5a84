using InfernoSim.Incidents;
using InfernoSim.WebSockets;

namespace InfernoSim.Recording;

/// <summary>Takes down what both sides of a WebSocket say, each as one document in place of its body, and in which order. Thread-safe.</summary>
internal sealed class ConversationRecorder
{
    private readonly Lock _lock = new();
    private readonly BodyRecorder _client;
    private readonly BodyRecorder _server;
    private readonly int _limit;
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
    /// <param name="elapsed">Nanoseconds since the connection was asked for.</param>
    public ConversationRecorder(BodyRecorder client, BodyRecorder server, int limit, Func<long> elapsed)
    {
        (_client, _server, _limit, _elapsed) = (client, server, limit, elapsed);
        client.Append(SpokenDocument.Beginning);
        server.Append(SpokenDocument.Beginning);
    }

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
            if (_client.Size <= _limit && _server.Size <= _limit)
            {
                // What a clock may do, the file may not.
                _last = Math.Max(_last, _elapsed());
                _times.Add(new MessageTime(_last, _came));
            }
        }
    }
}
