using InfernoSim.Sql.Transactions;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The steps of transactions, which are statements as any other on the wire.</summary>
internal static class WireTransaction
{
    private const string To = "TO";

    /// <summary>What a statement does to its transaction.</summary>
    /// <param name="text">The statement.</param>
    /// <returns><see langword="null"/> for several in one.</returns>
    public static TransactionStep? StepOf(string text) => SqlParts.Of(text) is not [var part] ? null : part.Keyword(0) switch
    {
        "BEGIN" or "START" => new TransactionStep(TransactionStepKind.Begin),
        "SAVEPOINT" => new TransactionStep(TransactionStepKind.Savepoint, part.Keyword(1)),
        "RELEASE" => new TransactionStep(TransactionStepKind.Release, part.Keyword(part.Length - 1)),
        "COMMIT" or "END" => new TransactionStep(TransactionStepKind.Commit),
        // ROLLBACK [WORK] TO [SAVEPOINT] name
        "ROLLBACK" or "ABORT" => new TransactionStep(TransactionStepKind.Rollback, part.Keyword(1) == To || part.Keyword(2) == To ? part.Keyword(part.Length - 1) : null),
        _ => default(TransactionStep),
    };
}
