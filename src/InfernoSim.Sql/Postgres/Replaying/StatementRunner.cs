using System.Buffers;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>Runs the statements of one session: finds what was answered, and sends it.</summary>
/// <param name="database">The session's database.</param>
/// <param name="inbox">The client's messages, for the data of a COPY.</param>
/// <param name="output">Where answers go.</param>
/// <param name="answers">Finds answers.</param>
/// <param name="cancellation">Cancels what is being done.</param>
/// <param name="time">The clock.</param>
internal sealed class StatementRunner(
    string database, MessageInbox inbox, StubOutput output, StatementAnswers answers, StatementCancellation cancellation, TimeProvider time)
{
    private const string QueryCanceled = "57014";

    // A statement that its client had cancelled ends when the client cancels it again, or else after this.
    private static readonly TimeSpan LongestWaitForCancel = TimeSpan.FromSeconds(30);

    private readonly AnswerWriter _writer = new(output);
    private readonly Dictionary<Portal, StatementAnswer> _ahead = new(ReferenceEqualityComparer.Instance);
    private StatementGroup _transaction = new();

    /// <summary>Whether the connection is to be torn down.</summary>
    public bool IsTornDown { get; private set; }

    /// <summary>Whether the session is in a transaction.</summary>
    public TransactionStatus Transaction => _writer.Transaction;

    /// <summary>Whether the server refused a text whenever it was sent, before there were values.</summary>
    public bool IsTextRefused(string text) =>
        answers.Recording.SampleOf(database, text) is { IsTextRefused: true } && answers.Recording.DescriptionOf(database, text) is null;

    /// <summary>The session is over, and with it its transaction.</summary>
    public void End()
    {
        _transaction.SettleBeginning();
        if (_transaction.IsGivenUp)
        {
            _transaction.RollBack();
        }
    }

    /// <summary>Sends an error of our own.</summary>
    /// <returns><see langword="false"/>.</returns>
    public bool Fail(string sqlState, string message) => _writer.Fail(DiagnosticFields.Of("ERROR", sqlState, $"infernosim: {message}"));

    /// <summary>Runs a portal.</summary>
    /// <param name="portal">The portal.</param>
    /// <param name="mostRows">How many rows are asked for; 0 for all.</param>
    /// <returns>Whether it ended without an error.</returns>
    public async ValueTask<bool> RunAsync(Portal portal, int mostRows)
    {
        _ahead.Remove(portal, out StatementAnswer? answer);
        bool isFine = await RunAsync(portal.Run(mostRows), portal.ResultFormats, answer);
        portal.Parts++;
        return isFine;
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="resultFormats">The formats that are asked for; <see langword="null"/> for a simple query.</param>
    /// <param name="answer">Its answer, where it has been found ahead.</param>
    /// <returns>Whether it ended without an error.</returns>
    public async ValueTask<bool> RunAsync(PostgresStatement statement, FormatCodes? resultFormats, StatementAnswer? answer = null)
    {
        if (CopyInOf(statement.Text) is { } formats)
        {
            statement = statement with { Copy = await CopyInAsync(formats) };
        }

        answer ??= await AskAsync(statement);
        if (answer is { Result: null, Refusal: null })
        {
            IsTornDown = true;
            return false;
        }

        if (statement.Copy is null && answer.Result?.Sets.Any(set => set.IsCopyIn) == true)
        {
            return Fail("0A000", "a COPY FROM STDIN among other statements of one query cannot be replayed");
        }

        bool isFine = await _writer.WriteAsync(answer, new AnswerShape(statement.Text, resultFormats), inbox.Gone);
        IsTornDown = answer.Result?.Error is { IsFatal: true };
        if (IsTornDown)
        {
            await output.FlushAsync(inbox.Gone);
        }

        return isFine;
    }

    /// <summary>Says what a portal's result looks like.</summary>
    /// <param name="portal">The portal.</param>
    /// <returns>Whether that is known.</returns>
    public async ValueTask<bool> DescribeAsync(Portal portal)
    {
        PostgresStatement run = portal.Run(0);
        RecordedResult? known = answers.Recording.SampleOf(database, run.Text) ?? answers.Recording.DescriptionOf(database, run.Text);
        if (known is null)
        {
            StatementAnswer answer = await AskAsync(run);
            if (answer is not { Result: { } found })
            {
                IsTornDown = answer.Refusal is null;
                return !IsTornDown && _writer.Fail(answer.Refusal!);
            }

            _ahead[portal] = answer;
            known = found;
        }

        WriteColumns(known, i => portal.ResultFormats[i]);
        return true;
    }

    /// <summary>Says what a prepared statement's parameters and result look like.</summary>
    /// <param name="prepared">The statement.</param>
    /// <returns>Whether that is known.</returns>
    public async ValueTask<bool> DescribeAsync(PreparedStatement prepared)
    {
        RecordedResult? known = answers.Recording.DescriptionOf(database, prepared.Text);
        if (known is null)
        {
            return Describe(prepared, [], answers.Recording.SampleOf(database, prepared.Text)) || await RunAsync(new PostgresStatement(prepared.Text), default(FormatCodes));
        }

        return Describe(prepared, known.ParameterTypes, known);
    }

    /// <summary>Says what the rows of a cursor look like.</summary>
    /// <param name="declaration">The statement that declared it.</param>
    /// <returns>Whether that is known.</returns>
    public bool DescribeCursor(string declaration)
    {
        RecordedResult? known = answers.Recording.DescriptionOf(database, declaration);
        if (known is not null)
        {
            WriteColumns(known, _ => ValueFormat.Text);
        }

        return known is not null;
    }

    private bool Describe(PreparedStatement prepared, IReadOnlyList<uint> types, RecordedResult? known)
    {
        if (known is not null)
        {
            prepared.DescribedTypes = types;
            output.Messages.ParameterDescription(types.Count > 0 ? types : prepared.ParameterTypes);
            WriteColumns(known, _ => ValueFormat.Text);
        }

        return known is not null;
    }

    private void WriteColumns(RecordedResult result, Func<int, ValueFormat> format)
    {
        if (result.Sets.Select(set => set.Columns).FirstOrDefault(columns => columns is not null) is { } columns)
        {
            output.Messages.RowDescription(columns, format);
        }
        else
        {
            output.Messages.Empty(BackendMessage.NoData);
        }
    }

    private async ValueTask<StatementAnswer> AskAsync(PostgresStatement statement)
    {
        CancellationTokenSource current = cancellation.Begin(inbox.Gone);
        try
        {
            StatementAnswer answer = await answers.AskAsync(database, statement, TransactionOf(), current.Token);
            if (answer.Result?.Error is { SqlState: QueryCanceled } error && !error.Message.Contains("timeout", StringComparison.OrdinalIgnoreCase))
            {
                await Task.Delay(LongestWaitForCancel, time, current.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return answer;
        }
        finally
        {
            cancellation.End(current);
        }
    }

    // What is outside of a transaction is one by itself; what begins one is asked before it has begun.
    private StatementGroup TransactionOf()
    {
        if (Transaction.Letter == TransactionStatus.Idle)
        {
            _transaction = new StatementGroup();
        }

        return _transaction;
    }

    private CopyFormats? CopyInOf(string text) =>
        answers.Recording.SampleOf(database, text) is { Sets: [{ IsCopyIn: true } set] } ? set.Copy : null;

    private async ValueTask<ReadOnlyMemory<byte>> CopyInAsync(CopyFormats formats)
    {
        output.Messages.Copy(BackendMessage.CopyInResponse, formats);
        await output.FlushAsync(inbox.Gone);
        var data = new ArrayBufferWriter<byte>();
        while (await inbox.NextAsync() is { Type: not (FrontendMessage.CopyDone or FrontendMessage.CopyFail) } message)
        {
            if (message.Type == FrontendMessage.CopyData)
            {
                data.Write(message.Content);
            }
        }

        return data.WrittenMemory;
    }
}
