using System.Data;
using InfernoSim.Sql.Transactions;
using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>What stands for the steps of a transaction, which a provider takes without a text of its own.</summary>
internal static class TransactionStatement
{
    public const string Commit = "COMMIT";
    public const string Rollback = "ROLLBACK";
    public const string Savepoint = "SAVEPOINT";
    public const string RollbackToSavepoint = "ROLLBACK TO SAVEPOINT";
    public const string ReleaseSavepoint = "RELEASE SAVEPOINT";

    // Entity Framework Core tells no interceptor its name; it goes back to the one that was set last.
    private const string LastSavepoint = "";

    /// <summary>The beginning of a transaction.</summary>
    /// <param name="database">The database.</param>
    /// <param name="system">What kind of database it is.</param>
    /// <param name="isolation">The isolation level that is asked for.</param>
    public static SqlStatement Begin(string database, string system, IsolationLevel isolation) =>
        new(database, system, "BEGIN", isolation: isolation == IsolationLevel.Unspecified ? null : isolation.ToString());

    /// <summary>What one of these does.</summary>
    /// <param name="text">The text.</param>
    public static TransactionStep StepOf(string text) => text switch
    {
        Commit => new TransactionStep(TransactionStepKind.Commit),
        Rollback => new TransactionStep(TransactionStepKind.Rollback),
        Savepoint => new TransactionStep(TransactionStepKind.Savepoint, LastSavepoint),
        RollbackToSavepoint => new TransactionStep(TransactionStepKind.Rollback, LastSavepoint),
        ReleaseSavepoint => new TransactionStep(TransactionStepKind.Release, LastSavepoint),
        _ => default,
    };

    /// <summary>The step that failed.</summary>
    /// <param name="action">As Entity Framework Core names it.</param>
    public static string OfAction(string action) => action switch
    {
        "Commit" => Commit,
        "Rollback" => Rollback,
        "CreateSavepoint" => Savepoint,
        "RollbackToSavepoint" => RollbackToSavepoint,
        "ReleaseSavepoint" => ReleaseSavepoint,
        _ => action.ToUpperInvariant(),
    };
}
