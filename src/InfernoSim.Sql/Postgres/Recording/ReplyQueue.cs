using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>What the server has still to answer, and what the session has prepared.</summary>
internal sealed class ReplyQueue
{
    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly LinkedList<PendingReply> _pending = [];

    /// <summary>Whether the server reads on to the next Sync without doing anything, because of an error.</summary>
    public bool IsSkipping { get; private set; }

    /// <summary>Whether the server reads the data of a COPY, and nothing else.</summary>
    public bool IsCopyingIn => Head?.Statement is { IsCopyingIn: true };

    /// <summary>What the server answers next; <see langword="null"/> for nothing.</summary>
    public PendingReply? Head => _pending.First?.Value;

    /// <summary>The statement that the server is at work on, where there is one.</summary>
    public StatementInProgress? Statement => Head?.Statement;

    /// <summary>With what the server has ended the session while it had nothing to do; <see langword="null"/> where it has not.</summary>
    public DiagnosticFields? Farewell { get; set; }

    /// <summary>Something is to be answered.</summary>
    public void Add(PendingReply reply) => _pending.AddLast(reply);

    /// <summary>A statement gets a name.</summary>
    public void Prepare(string name, PreparedStatement prepared)
    {
        Add(new PendingReply(FrontendMessage.Parse) { Prepared = prepared, Name = name, Replaced = Prepared(name) });
        _prepared[name] = prepared;
    }

    /// <summary>A prepared statement gets values.</summary>
    public void Bind(Portal portal)
    {
        Add(new PendingReply(FrontendMessage.Bind) { Portal = portal });
        _portals[portal.Bind.Portal] = portal;
    }

    /// <summary>The prepared statement of a name.</summary>
    public PreparedStatement? Prepared(string name) => _prepared.GetValueOrDefault(name);

    /// <summary>The portal of a name.</summary>
    public Portal? Portal(string name) => _portals.GetValueOrDefault(name);

    /// <summary>A name is free again.</summary>
    public void Close(TargetMessage target)
    {
        if (target.IsPortal)
        {
            _portals.Remove(target.Name);
        }
        else
        {
            _prepared.Remove(target.Name);
        }
    }

    /// <summary>The client has said where the server is to go on after an error.</summary>
    public void Sync()
    {
        IsSkipping = false;
        Add(new PendingReply(FrontendMessage.Sync));
    }

    /// <summary>The server has answered a message.</summary>
    /// <param name="type">The type of the message that it must have been.</param>
    /// <exception cref="PostgresProtocolException">It was not.</exception>
    public PendingReply Take(byte type)
    {
        PendingReply head = Expect(type);
        _pending.RemoveFirst();
        return head;
    }

    /// <summary>What the server answers next.</summary>
    /// <param name="type">The type of the message that it must be.</param>
    /// <exception cref="PostgresProtocolException">It is not.</exception>
    public PendingReply Expect(byte type) => Head is { } head && head.Type == type
        ? head
        : throw new PostgresProtocolException($"The server has answered a message of type '{(char)type}' that the client was not seen to send.");

    /// <summary>The server is ready for the next statement.</summary>
    /// <returns>What that answers; <see langword="null"/> at the beginning of a session.</returns>
    public PendingReply? TakeReady()
    {
        if (Head is not { EndsWithReady: true } head)
        {
            return Head is null ? null : throw new PostgresProtocolException("The server is ready before it has answered what the client was seen to send.");
        }

        _pending.RemoveFirst();
        return head;
    }

    /// <summary>The server has given up a message, and reads on to the next Sync without doing anything.</summary>
    public void Skip()
    {
        while (Head is { EndsWithReady: false } head)
        {
            _pending.RemoveFirst();
            Undo(head);
        }

        IsSkipping = Head is null;
    }

    /// <summary>The server waits for the data of a COPY; what else has been sent meanwhile it will not look at.</summary>
    public void DropUntilCopied()
    {
        if (Head is { Type: FrontendMessage.Execute })
        {
            while (_pending.Count > 1)
            {
                _pending.RemoveLast();
            }
        }
    }

    /// <summary>What was never answered.</summary>
    public IReadOnlyList<StatementInProgress> TakeStatements()
    {
        StatementInProgress[] statements = [.. _pending.Select(reply => reply.Statement).OfType<StatementInProgress>()];
        _pending.Clear();
        return statements;
    }

    /// <summary>A transaction is over, and its portals with it.</summary>
    public void EndTransaction() => _portals.Clear();

    // What a Parse that failed would have replaced is still there.
    private void Undo(PendingReply reply)
    {
        if (reply is { Type: FrontendMessage.Parse, Prepared: { } prepared } && ReferenceEquals(Prepared(reply.Name), prepared))
        {
            _prepared.Remove(reply.Name);
            if (reply.Replaced is { } replaced)
            {
                _prepared[reply.Name] = replaced;
            }
        }
    }
}
