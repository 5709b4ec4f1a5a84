namespace InfernoSim.Sql.Transactions;

/// <summary>What a statement does to the transaction that it is in.</summary>
internal enum TransactionStepKind
{
    /// <summary>Nothing: it is part of it.</summary>
    None,

    /// <summary>It begins one.</summary>
    Begin,

    /// <summary>It sets a savepoint.</summary>
    Savepoint,

    /// <summary>It takes a savepoint away.</summary>
    Release,

    /// <summary>It goes back to a savepoint, or ends it without effect.</summary>
    Rollback,

    /// <summary>It ends it with effect.</summary>
    Commit,
}

/// <summary>A step of a transaction.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Savepoint">The name of the savepoint; <see langword="null"/> where there is none.</param>
internal readonly record struct TransactionStep(TransactionStepKind Kind, string? Savepoint = null)
{
    /// <summary>Whether the transaction is over after it.</summary>
    public bool IsEnd => Kind is TransactionStepKind.Commit or TransactionStepKind.Rollback && Savepoint is null;
}
