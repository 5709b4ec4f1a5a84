namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>Whether a session is in a transaction, by the commands that were completed and the errors there were.</summary>
internal sealed class TransactionStatus
{
    /// <summary>In no transaction.</summary>
    public const char Idle = 'I';
    private const char InTransaction = 'T';
    private const char Failed = 'E';

    /// <summary>As ReadyForQuery says it.</summary>
    public char Letter { get; private set; } = Idle;

    /// <summary>Whether the transaction has failed, so that only its end is taken.</summary>
    public bool HasFailed => Letter == Failed;

    /// <summary>A command was completed.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="text">The text it was part of: a ROLLBACK to a savepoint has the tag of one that ends the transaction.</param>
    public void Completed(string tag, string text) => Letter = tag switch
    {
        "BEGIN" or "START TRANSACTION" => InTransaction,
        "ROLLBACK" when Mentions(text, "TO") => InTransaction,
        "COMMIT" or "ROLLBACK" when Mentions(text, "CHAIN") && !Mentions(text, "NO") => InTransaction,
        "COMMIT" or "ROLLBACK" or "PREPARE TRANSACTION" => Idle,
        _ => Letter,
    };

    /// <summary>A command has failed.</summary>
    public void Fail() => Letter = Letter == Idle ? Idle : Failed;

    private static bool Mentions(string text, string word) =>
        text.Split([' ', '\t', '\r', '\n', ';'], StringSplitOptions.RemoveEmptyEntries).Contains(word, StringComparer.OrdinalIgnoreCase);
}
