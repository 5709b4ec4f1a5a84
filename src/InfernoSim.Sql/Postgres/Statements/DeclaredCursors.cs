using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The cursors that statements of a session have declared. Each is a portal, which a client may ask about by its name.</summary>
internal sealed class DeclaredCursors
{
    private readonly Dictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);

    /// <summary>A statement is run.</summary>
    /// <param name="text">The statement.</param>
    public void Run(string text)
    {
        if (SqlText.KindOf(text) == "DECLARE")
        {
            List<SqlToken> tokens = [.. SqlTokens.Of(text).Where(token => token.Kind is not SqlTokenKind.Space)];
            if (tokens.Count > 1)
            {
                string name = tokens[1].NameIn(text);
                _cursors[tokens[1].Kind == SqlTokenKind.Quoted ? name.Replace("\"\"", "\"", StringComparison.Ordinal) : name.ToLowerInvariant()] = new Cursor(text, IsHeld(tokens, text));
            }
        }
    }

    /// <summary>A transaction is over, and the cursors that it declared with it, but for those WITH HOLD of one that was not rolled back.</summary>
    /// <param name="isRolledBack">Whether it was.</param>
    public void EndTransaction(bool isRolledBack)
    {
        foreach ((string name, Cursor cursor) in _cursors)
        {
            if (cursor.OutlivesTransaction || (cursor.IsHeld && !isRolledBack))
            {
                cursor.OutlivesTransaction = true;
            }
            else
            {
                _cursors.Remove(name);
            }
        }
    }

    /// <summary>The statement that has declared a cursor.</summary>
    /// <param name="name">The cursor's name.</param>
    /// <returns><see langword="null"/> where none has.</returns>
    public string? TextOf(string name) => _cursors.GetValueOrDefault(name)?.Text;

    // DECLARE name ... CURSOR WITH HOLD FOR query.
    private static bool IsHeld(List<SqlToken> tokens, string text)
    {
        int cursor = tokens.FindIndex(2, token => token.Is(text, "CURSOR"));
        return cursor > 0 && cursor + 2 < tokens.Count && tokens[cursor + 1].Is(text, "WITH") && tokens[cursor + 2].Is(text, "HOLD");
    }

    private sealed record Cursor(string Text, bool IsHeld)
    {
        // Of a transaction that has ended, so that none can take it back.
        public bool OutlivesTransaction { get; set; }
    }
}
