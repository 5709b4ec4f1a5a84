using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>What a client sends once its session has begun.</summary>
/// <param name="replies">What the server has to answer.</param>
/// <param name="log">Takes down what is asked.</param>
/// <param name="database">The database of the session.</param>
internal sealed class ClientMessages(ReplyQueue replies, StatementLog log, string database) : IMessageSink
{
    private readonly DeclaredCursors _cursors = new();

    /// <inheritdoc/>
    public bool Wants(byte type) => type is not FrontendMessage.Password;

    /// <inheritdoc/>
    public void Message(byte type, ReadOnlySpan<byte> content, int size)
    {
        if (replies.IsCopyingIn)
        {
            CopyIn(type, content, size);
        }
        else if (type == FrontendMessage.Sync)
        {
            replies.Sync();
        }
        else if (!replies.IsSkipping)
        {
            Take(type, content, size - content.Length);
        }
    }

    private void CopyIn(byte type, ReadOnlySpan<byte> content, int size)
    {
        if (type == FrontendMessage.CopyData)
        {
            replies.Statement!.CopyIn(content, size);
        }
        else if (type is FrontendMessage.CopyDone or FrontendMessage.CopyFail)
        {
            replies.Statement!.EndCopyIn();
        }
    }

    private void Take(byte type, ReadOnlySpan<byte> content, int lost)
    {
        switch (type)
        {
            case FrontendMessage.Query:
                var statement = new PostgresStatement(new MessageReader(content).Text(lost > 0)) { Lost = lost };
                _cursors.Run(statement.Text);
                replies.Add(new PendingReply(type) { Statement = log.Begin(statement) });
                break;
            case FrontendMessage.Parse:
                ParseMessage parse = ParseMessage.Read(content, lost > 0);
                replies.Prepare(parse.Statement, new PreparedStatement(parse) { Lost = lost });
                break;
            case FrontendMessage.Bind:
                Bind(content, lost);
                break;
            case FrontendMessage.Describe:
                Describe(TargetMessage.Read(content));
                break;
            case FrontendMessage.Execute:
                Execute(ExecuteMessage.Read(content));
                break;
            case FrontendMessage.Close:
                replies.Close(TargetMessage.Read(content));
                replies.Add(new PendingReply(type));
                break;
            case FrontendMessage.FunctionCall:
                log.AddNotRecorded(database, "function calls of the protocol, a form that drivers have given up");
                replies.Add(new PendingReply(type));
                break;
        }
    }

    private void Bind(ReadOnlySpan<byte> content, int lost)
    {
        BindMessage bind = BindMessage.Read(content, lost > 0);
        PreparedStatement prepared = replies.Prepared(bind.Statement) ?? new PreparedStatement(new ParseMessage(bind.Statement, "", []));
        replies.Bind(new Portal(prepared, bind) { Lost = prepared.Lost + lost });
    }

    private void Describe(TargetMessage target)
    {
        Portal? portal = target.IsPortal ? replies.Portal(target.Name) : null;
        replies.Add(new PendingReply(FrontendMessage.Describe)
        {
            Prepared = target.IsPortal ? null : replies.Prepared(target.Name),
            Portal = portal,
            Declaration = target.IsPortal && portal is null ? _cursors.TextOf(target.Name) : null,
        });
    }

    private void Execute(ExecuteMessage execute)
    {
        Portal? portal = replies.Portal(execute.Portal);
        _cursors.Run(portal?.Statement.Text ?? "");
        StatementInProgress statement = log.Begin(portal?.Run(execute.MostRows) ?? new PostgresStatement(""));
        statement.Result.KnownColumns = () => portal?.Columns();
        replies.Add(new PendingReply(FrontendMessage.Execute) { Portal = portal, Statement = statement });
    }
}
