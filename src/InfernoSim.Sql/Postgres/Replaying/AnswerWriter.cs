using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>How an answer is asked for.</summary>
/// <param name="Text">The text of the statement.</param>
/// <param name="ResultFormats">The formats that are asked for the columns; <see langword="null"/> for a simple query, which takes them as they are.</param>
internal readonly record struct AnswerShape(string Text, FormatCodes? ResultFormats);

/// <summary>Sends recorded answers: each value in the form it had, byte for byte.</summary>
/// <param name="output">Where to.</param>
internal sealed class AnswerWriter(StubOutput output)
{
    private const string InternalError = "XX000";

    /// <summary>What is said to everything but the end of a transaction that has failed.</summary>
    public static readonly DiagnosticFields Aborted = DiagnosticFields.Of(
        "ERROR", "25P02", "current transaction is aborted, commands ignored until end of transaction block");

    /// <summary>The kinds of statements that end a transaction, or go back in it.</summary>
    private static readonly string[] EndOfTransaction = ["ROLLBACK", "COMMIT", "END", "ABORT"];

    /// <summary>Whether the session is in a transaction.</summary>
    public TransactionStatus Transaction { get; } = new();

    /// <summary>Sends an answer.</summary>
    /// <param name="answer">The answer; not one that tears the connection down.</param>
    /// <param name="shape">How it was asked for.</param>
    /// <param name="cancellationToken">Cancelled when nobody reads it any more.</param>
    /// <returns>Whether it ended without an error.</returns>
    public async ValueTask<bool> WriteAsync(StatementAnswer answer, AnswerShape shape, CancellationToken cancellationToken)
    {
        if (answer.Result is not { } result)
        {
            return Fail(answer.Refusal!);
        }

        // An error of the replay, such as a fault, may have failed a transaction that went on when it was recorded.
        if (Transaction.HasFailed && result.Error is null && !EndOfTransaction.Contains(SqlText.KindOf(shape.Text)))
        {
            return Fail(Aborted);
        }

        foreach (DiagnosticFields notice in result.Notices)
        {
            output.Messages.Diagnostic(BackendMessage.NoticeResponse, notice);
        }

        foreach (RecordedSet set in result.Sets)
        {
            if (WhyNot(set, shape) is { } reason)
            {
                return Fail(DiagnosticFields.Of("ERROR", InternalError, $"infernosim: {reason}"));
            }

            try
            {
                await WriteAsync(set, shape, cancellationToken);
            }
            catch (FormatException e)
            {
                return Fail(DiagnosticFields.Of("ERROR", InternalError, $"infernosim: {e.Message}"));
            }
        }

        foreach ((string name, string value) in result.Settings)
        {
            output.Messages.ParameterStatus(name, value);
        }

        return result.Error is not { } error || Fail(error);
    }

    /// <summary>Sends an error.</summary>
    /// <returns><see langword="false"/>.</returns>
    public bool Fail(DiagnosticFields error)
    {
        output.Messages.Diagnostic(BackendMessage.ErrorResponse, error);
        Transaction.Fail();
        return false;
    }

    // The values are kept in the format that they came in; of some types nobody can make the other of it.
    private static string? WhyNot(RecordedSet set, AnswerShape shape)
    {
        if (shape.ResultFormats is not { } asked || set.Columns is not { } columns)
        {
            return null;
        }

        int other = Enumerable.Range(0, columns.Count).FirstOrDefault(i => columns[i].Format != asked[i] && !OtherFormat.IsKnown(columns[i].Type), -1);
        return other < 0 ? null
            : $"column '{columns[other].Name}' was recorded in {columns[other].Format} format and is asked for in {asked[other]} format: have the driver ask for one of the two always (prepareThreshold=0 or binaryTransfer=false of pgjdbc), or record again where its settings have changed";
    }

    private async ValueTask WriteAsync(RecordedSet set, AnswerShape shape, CancellationToken cancellationToken)
    {
        IReadOnlyList<ColumnDescription>? columns = set.Columns;
        if (columns is not null && shape.ResultFormats is null)
        {
            output.Messages.RowDescription(columns);
        }

        foreach (JsonElement row in set.Rows)
        {
            output.Messages.DataRow(RecordedSet.ValuesOf(row, columns, shape.ResultFormats));
            await output.RelieveAsync(cancellationToken);
        }

        if (set.Copy is { } formats && !set.IsCopyIn)
        {
            await WriteCopyAsync(set, formats, cancellationToken);
        }

        if (set.Tag is { } tag)
        {
            output.Messages.CommandComplete(tag);
            Transaction.Completed(tag, shape.Text);
        }
        else if (!set.IsUnfinished)
        {
            output.Messages.Empty(set.IsSuspended ? BackendMessage.PortalSuspended : BackendMessage.EmptyQueryResponse);
        }
    }

    private async ValueTask WriteCopyAsync(RecordedSet set, CopyFormats formats, CancellationToken cancellationToken)
    {
        output.Messages.Copy(BackendMessage.CopyOutResponse, formats);
        foreach (JsonElement piece in set.CopiedOut)
        {
            output.Messages.Raw(BackendMessage.CopyData, WireValue.Of(0, ValueFormat.Text, piece));
            await output.RelieveAsync(cancellationToken);
        }

        output.Messages.Empty(BackendMessage.CopyDone);
    }
}
