using System.Text;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Statements;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>What a session is answered in a transaction that a fault of the replay has made fail: the recorded one went on, and knows no such end.</summary>
internal static class FailedTransaction
{
    private const string To = "TO";

    private static readonly StatementAnswer RolledBack = Tagged("ROLLBACK");
    private static readonly StatementAnswer Released = Tagged("RELEASE");

    /// <summary>The answer to a statement.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="text">The text of the statement.</param>
    /// <returns><see langword="null"/> for what goes on after a savepoint, and for several statements in one.</returns>
    public static StatementAnswer? Answer(StatementGroup transaction, string text)
    {
        if (SqlParts.Of(text) is not [var part])
        {
            return null;
        }

        string kind = SqlText.KindOf(text);
        if (transaction.HasFailed ? AnswerWriter.EndOfTransaction.Contains(kind) : kind is "ROLLBACK" or "ABORT")
        {
            // ROLLBACK [WORK] TO [SAVEPOINT] name
            transaction.RollBack(part.Keyword(1) == To || part.Keyword(2) == To ? part.Keyword(part.Length - 1) : null);
            return RolledBack;
        }

        if (!transaction.HasFailed && kind == "RELEASE")
        {
            transaction.Release(part.Keyword(part.Length - 1));
            return Released;
        }

        return transaction.HasFailed ? new StatementAnswer(null, AnswerWriter.Aborted) : null;
    }

    /// <summary>The savepoint that a statement sets.</summary>
    /// <param name="text">The text of the statement.</param>
    /// <returns><see langword="null"/> for a statement that sets none.</returns>
    public static string? SavepointOf(string text) => SqlText.KindOf(text) == "SAVEPOINT" && SqlParts.Of(text) is [var part] ? part.Keyword(1) : null;

    private static StatementAnswer Tagged(string tag) => new(RecordedResult.Read(Encoding.UTF8.GetBytes($$"""{"sets":[{"tag":"{{tag}}"}]}""")));
}
