using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>What a server sends: each message answers the first of the client's that is not answered yet, or stands for itself.</summary>
/// <param name="replies">What it has to answer.</param>
/// <param name="log">Takes down what it answers.</param>
/// <param name="database">The database of the session.</param>
internal sealed class ServerMessages(ReplyQueue replies, StatementLog log, string database) : IMessageSink
{
    private readonly List<KeyValuePair<string, string>> _settings = [];
    private bool _hasBegun;

    /// <inheritdoc/>
    public bool Wants(byte type) => type is not (BackendMessage.Authentication or BackendMessage.BackendKeyData);

    /// <inheritdoc/>
    public void Message(byte type, ReadOnlySpan<byte> content, int size)
    {
        switch (type)
        {
            case BackendMessage.DataRow:
                replies.Statement?.Result.Row(content, size, replies.Head!.Portal?.ResultFormats ?? default);
                break;
            case BackendMessage.CopyData:
                replies.Statement?.Result.Copy(content, size);
                break;
            case BackendMessage.CopyBothResponse:
                throw new PostgresProtocolException("The connection has begun to replicate, which cannot be recorded.");
            case BackendMessage.ParseComplete:
                replies.Take(FrontendMessage.Parse);
                break;
            case BackendMessage.BindComplete:
                replies.Take(FrontendMessage.Bind);
                break;
            case BackendMessage.CloseComplete:
                replies.Take(FrontendMessage.Close);
                break;
            case BackendMessage.ReadyForQuery:
                Ready((char)new MessageReader(content).Byte());
                break;
            default:
                Answer(type, content);
                break;
        }
    }

    private void Answer(byte type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case BackendMessage.ParameterDescription:
                Describe(ParameterTypes.Read(content));
                break;
            case BackendMessage.RowDescription:
                Describe(ColumnDescription.ReadAll(content));
                break;
            case BackendMessage.NoData:
                Describe((ColumnDescription[])[]);
                break;
            case BackendMessage.CommandComplete:
                EndCommand(new MessageReader(content).Text());
                break;
            case BackendMessage.EmptyQueryResponse:
                EndCommand(null);
                break;
            case BackendMessage.PortalSuspended:
                EndCommand(null, isSuspended: true);
                break;
            case BackendMessage.CopyInResponse:
                replies.DropUntilCopied();
                replies.Statement?.BeginCopyIn(CopyFormats.Read(content));
                break;
            case BackendMessage.CopyOutResponse:
                replies.Statement?.Result.BeginCopy(CopyFormats.Read(content), isFromClient: false);
                break;
            case BackendMessage.ErrorResponse:
                Fail(DiagnosticFields.Read(content));
                break;
            case BackendMessage.NoticeResponse:
                replies.Statement?.Result.AddNotice(DiagnosticFields.Read(content));
                break;
            case BackendMessage.ParameterStatus:
                var reader = new MessageReader(content);
                Set(reader.Text(), reader.Text());
                break;
        }
    }

    private void Describe(uint[] types)
    {
        if (replies.Expect(FrontendMessage.Describe).Prepared is { } prepared)
        {
            prepared.DescribedTypes = types;
        }
    }

    private void Describe(ColumnDescription[] columns)
    {
        if (replies.Head is { Type: FrontendMessage.Query, Statement: { } statement })
        {
            statement.Result.BeginSet(columns);
            return;
        }

        PendingReply asked = replies.Take(FrontendMessage.Describe);
        asked.Portal?.Describe(columns);
        if (asked.Declaration is { } declaration)
        {
            log.Described(database, declaration, [], columns);
        }

        if (asked.Prepared is { } prepared)
        {
            prepared.Columns = columns;
            log.Described(database, prepared.Text, prepared.DescribedTypes ?? [], columns);
        }
    }

    private void EndCommand(string? tag, bool isSuspended = false)
    {
        if (replies.Head is { Type: FrontendMessage.Query, Statement: { } query })
        {
            query.Result.EndSet(tag);
            return;
        }

        PendingReply executed = replies.Take(FrontendMessage.Execute);
        executed.Portal?.Parts = isSuspended ? executed.Portal.Parts + 1 : 0;
        executed.Statement!.Result.EndSet(tag, isSuspended);
        log.End(database, executed.Statement, null);
    }

    private void Ready(char status)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            log.Opened(database, _settings);
        }
        else if (replies.TakeReady() is { Statement: { } query })
        {
            log.End(database, query, null);
        }

        if (status == 'I')
        {
            replies.EndTransaction();
        }
    }

    private void Fail(DiagnosticFields error)
    {
        if (replies.Head is not { } head)
        {
            // The server ends a session that does nothing, or one that has not begun. Who asks for something then finds it ended.
            replies.Farewell = error;
            return;
        }

        StatementInProgress? statement = head.Statement ?? Attempted(head);
        if (statement is not null)
        {
            statement.EndCopyIn();
            statement.Result.Error = error;
            statement.Result.IsTextRefused = head.Type == FrontendMessage.Parse;
        }

        if (!head.EndsWithReady)
        {
            replies.Skip();
            if (statement is not null)
            {
                log.End(database, statement, null);
            }
        }
    }

    // What is wrong with a statement may be found before it is run.
    private StatementInProgress? Attempted(PendingReply reply) => reply.Type switch
    {
        FrontendMessage.Parse => log.Begin(new PostgresStatement(reply.Prepared!.Text) { Lost = reply.Prepared.Lost }),
        FrontendMessage.Bind => log.Begin(reply.Portal!.Run(0)),
        _ => null,
    };

    private void Set(string name, string value)
    {
        if (!_hasBegun)
        {
            _settings.Add(new(name, value));
        }
        else
        {
            replies.Statement?.Result.AddSetting(name, value);
        }
    }
}
