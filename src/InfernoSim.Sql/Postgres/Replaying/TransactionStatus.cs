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

    /// <summary>Told when a transaction ends, whether or not BEGIN had begun it: whether it has come to nothing.</summary>
    public Action<bool>? Ended { get; set; }

    /// <summary>A command was completed.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="text">The text it was part of: a ROLLBACK to a savepoint has the tag of one that ends the transaction.</param>
    public void Completed(string tag, string text)
    {
        bool isEnd = tag is "COMMIT" or "PREPARE TRANSACTION" || (tag == "ROLLBACK" && !Mentions(text, "TO"));
        Letter = tag switch
        {
            "BEGIN" or "START TRANSACTION" or "ROLLBACK" when !isEnd => InTransaction,
            "COMMIT" or "ROLLBACK" when Mentions(text, "CHAIN") && !Mentions(text, "NO") => InTransaction,
            _ when isEnd => Idle,
            _ => Letter,
        };
        if (isEnd)
        {
            Ended?.Invoke(tag == "ROLLBACK");
        }
    }

    /// <summary>A command has failed. What no BEGIN had begun is over with that.</summary>
    public void Fail()
    {
        if (Letter == Idle)
        {
            Ended?.Invoke(true);
        }
        else
        {
            Letter = Failed;
        }
    }

    private static bool Mentions(string text, string word) =>
        text.Split([' ', '\t', '\r', '\n', ';'], StringSplitOptions.RemoveEmptyEntries).Contains(word, StringComparer.OrdinalIgnoreCase);
}
