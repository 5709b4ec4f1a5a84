using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>A client's session: its messages in, answers out, in their order.</summary>
/// <param name="database">Its database.</param>
/// <param name="inbox">Its messages.</param>
/// <param name="output">Where answers go.</param>
/// <param name="statements">Runs statements.</param>
internal sealed class StubSession(string database, MessageInbox inbox, StubOutput output, StatementRunner statements)
{
    // The portal that a simple query takes for itself.
    private const string Unnamed = "";

    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly DeclaredCursors _cursors = new();
    private bool _isSkipping;

    /// <summary>Answers until the client has gone, or a torn connection was recorded.</summary>
    /// <exception cref="PostgresProtocolException">The client does not speak the protocol.</exception>
    public async Task RunAsync()
    {
        statements.Transaction.Ended = EndTransaction;
        while (!statements.IsTornDown && await inbox.NextAsync() is { Type: not FrontendMessage.Terminate } message)
        {
            if (message.Type == FrontendMessage.Sync)
            {
                await ReadyAsync();
            }
            else if (!_isSkipping)
            {
                await TakeAsync(message);
            }
        }
    }

    private async ValueTask ReadyAsync()
    {
        _isSkipping = false;
        if (statements.Transaction.Letter == TransactionStatus.Idle)
        {
            EndTransaction(isRolledBack: false);
        }

        output.Messages.ReadyForQuery(statements.Transaction.Letter);
        await output.FlushAsync(inbox.Gone);
    }

    // Portals are a transaction's, as at the server.
    private void EndTransaction(bool isRolledBack)
    {
        _portals.Clear();
        _cursors.EndTransaction(isRolledBack);
    }

    private async ValueTask TakeAsync(ClientMessage message)
    {
        switch (message.Type)
        {
            case FrontendMessage.Query:
                await QueryAsync(new MessageReader(message.Content).Text());
                break;
            case FrontendMessage.Parse:
                _isSkipping = !await ParseAsync(ParseMessage.Read(message.Content));
                break;
            case FrontendMessage.Bind:
                _isSkipping = !Bind(BindMessage.Read(message.Content));
                break;
            case FrontendMessage.Describe:
                _isSkipping = !await DescribeAsync(TargetMessage.Read(message.Content));
                break;
            case FrontendMessage.Execute:
                _isSkipping = !await ExecuteAsync(ExecuteMessage.Read(message.Content));
                break;
            case FrontendMessage.Close:
                Close(TargetMessage.Read(message.Content));
                break;
            case FrontendMessage.Flush:
                await output.FlushAsync(inbox.Gone);
                break;
            case FrontendMessage.FunctionCall:
                statements.Fail("0A000", "function calls of the protocol cannot be replayed: they are not recorded");
                await ReadyAsync();
                break;
            case FrontendMessage.CopyData or FrontendMessage.CopyDone or FrontendMessage.CopyFail:
                // The rest of a COPY that has failed.
                break;
            default:
                throw new PostgresProtocolException($"'{(char)message.Type}' is not the type of a message that a client sends.");
        }
    }

    private async ValueTask QueryAsync(string text)
    {
        _portals.Remove(Unnamed);
        _cursors.Run(text);
        await statements.RunAsync(new PostgresStatement(text), null);
        if (!statements.IsTornDown)
        {
            await ReadyAsync();
        }
    }

    private async ValueTask<bool> ParseAsync(ParseMessage message)
    {
        bool isRefused = statements.IsTextRefused(message.Text);
        if (isRefused)
        {
            return await statements.RunAsync(new PostgresStatement(message.Text), null);
        }

        _prepared[message.Statement] = new PreparedStatement(message);
        output.Messages.Empty(BackendMessage.ParseComplete);
        return true;
    }

    private bool Bind(BindMessage message)
    {
        if (!_prepared.TryGetValue(message.Statement, out PreparedStatement? prepared))
        {
            return Missing("26000", "prepared statement", message.Statement);
        }

        _portals[message.Portal] = new Portal(prepared, message);
        output.Messages.Empty(BackendMessage.BindComplete);
        return true;
    }

    private async ValueTask<bool> DescribeAsync(TargetMessage target)
    {
        if (target.IsPortal)
        {
            return _portals.TryGetValue(target.Name, out Portal? portal) ? await statements.DescribeAsync(portal)
                : (_cursors.TextOf(target.Name) is { } declaration && statements.DescribeCursor(declaration)) || Missing("34000", "portal", target.Name);
        }

        return _prepared.TryGetValue(target.Name, out PreparedStatement? prepared) ? await statements.DescribeAsync(prepared) : Missing("26000", "prepared statement", target.Name);
    }

    private async ValueTask<bool> ExecuteAsync(ExecuteMessage message)
    {
        if (!_portals.TryGetValue(message.Portal, out Portal? portal))
        {
            return Missing("34000", "portal", message.Portal);
        }

        _cursors.Run(portal.Statement.Text);
        return await statements.RunAsync(portal, message.MostRows);
    }

    private void Close(TargetMessage target)
    {
        if (target.IsPortal)
        {
            _portals.Remove(target.Name);
        }
        else
        {
            _prepared.Remove(target.Name);
        }

        output.Messages.Empty(BackendMessage.CloseComplete);
    }

    private bool Missing(string sqlState, string what, string name) => statements.Fail(sqlState, $"{what} \"{name}\" of database \"{database}\" does not exist");
}
