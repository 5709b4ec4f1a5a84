using InfernoSim.Matching;

namespace InfernoSim.Sql.Transactions;

/// <summary>What becomes of a step in a transaction that a fault has made fail.</summary>
internal enum FailedStep
{
    /// <summary>It is as any other: it is asked for.</summary>
    Asked,

    /// <summary>The transaction is rolled back, whole or to a savepoint.</summary>
    RolledBack,

    /// <summary>The savepoint is gone that it was rolled back to.</summary>
    Released,

    /// <summary>Nothing is taken but the end of the transaction.</summary>
    Aborted,
}

/// <summary>
/// What a service is answered in a transaction that a fault of the replay has made fail, whichever way its statements come: the recorded one
/// went on, and knows no such end.
/// </summary>
internal static class FailedTransaction
{
    /// <summary>Takes a step.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="step">The step.</param>
    public static FailedStep Take(StatementGroup transaction, TransactionStep step)
    {
        if (!transaction.IsGivenUp)
        {
            return FailedStep.Asked;
        }

        bool isOver = transaction is { HasFailed: true, EndsOnError: true };
        if (step.Kind == TransactionStepKind.Rollback || (step.Kind == TransactionStepKind.Commit && isOver))
        {
            transaction.RollBack(step.Savepoint);
            return FailedStep.RolledBack;
        }

        if (step.Kind == TransactionStepKind.Release && !transaction.HasFailed)
        {
            transaction.Release(step.Savepoint!);
            return FailedStep.Released;
        }

        return isOver ? FailedStep.Aborted : FailedStep.Asked;
    }
}
