using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The cursors that statements of a session have declared. Each is a portal, which a client may ask about by its name.</summary>
internal sealed class DeclaredCursors
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

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
                _texts[tokens[1].Kind == SqlTokenKind.Quoted ? name.Replace("\"\"", "\"", StringComparison.Ordinal) : name.ToLowerInvariant()] = text;
            }
        }
    }

    /// <summary>The statement that has declared a cursor.</summary>
    /// <param name="name">The cursor's name.</param>
    /// <returns><see langword="null"/> where none has.</returns>
    public string? TextOf(string name) => _texts.GetValueOrDefault(name);
}
