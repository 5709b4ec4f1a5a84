using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>
/// Follows a connection by the messages of both directions: which statements the client has run, and what the server answered to
/// each. A message is to be shown before it is passed on, so that no answer is seen before its question. It changes nothing.
/// </summary>
internal sealed class ConnectionObserver
{
    private readonly Lock _lock = new();
    private readonly StatementLog _log;
    private readonly string _database;
    private readonly ReplyQueue _replies = new();

    /// <param name="log">Takes down what is seen.</param>
    /// <param name="database">The database of the session.</param>
    public ConnectionObserver(StatementLog log, string database)
    {
        _log = log;
        _database = database;
        FromClient = Observe(new ClientMessages(_replies, log, database));
        FromServer = Observe(new ServerMessages(_replies, log, database));
    }

    /// <summary>Takes what the client sends, after its start-up message.</summary>
    public ObservedDirection FromClient { get; }

    /// <summary>Takes what the server sends.</summary>
    public ObservedDirection FromServer { get; }

    /// <summary>The connection is over: what was not answered never will be.</summary>
    /// <param name="failure">Why, as it is recorded.</param>
    public void Close(string failure)
    {
        lock (_lock)
        {
            foreach (StatementInProgress statement in _replies.TakeStatements())
            {
                statement.Result.Error ??= _replies.Farewell;
                _log.End(_database, statement, statement.Result.Error is null ? failure : null);
            }
        }
    }

    private ObservedDirection Observe(IMessageSink messages) => new(new MessageSplitter(new Locked(messages, _lock), _log.MostKept), _log, _database);

    /// <summary>The two directions are read by two tasks.</summary>
    private sealed class Locked(IMessageSink inner, Lock gate) : IMessageSink
    {
        public bool Wants(byte type) => inner.Wants(type);

        public void Message(byte type, ReadOnlySpan<byte> content, int size)
        {
            lock (gate)
            {
                inner.Message(type, content, size);
            }
        }
    }
}
