using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The statements of a text, which may hold several.</summary>
internal static class SqlParts
{
    /// <summary>Takes a text apart at its semicolons.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its statements; none for an empty text.</returns>
    public static List<SqlPart> Of(string text)
    {
        var parts = new List<SqlPart>();
        var tokens = new List<SqlToken>();
        foreach (SqlToken token in SqlTokens.Of(text).Where(token => token.Kind != SqlTokenKind.Space))
        {
            if (!token.Is(text, ';'))
            {
                tokens.Add(token);
            }
            else if (tokens.Count > 0)
            {
                parts.Add(new SqlPart(text, tokens));
                tokens = [];
            }
        }

        if (tokens.Count > 0)
        {
            parts.Add(new SqlPart(text, tokens));
        }

        return parts;
    }
}

/// <summary>One statement of a text.</summary>
/// <param name="text">The text.</param>
/// <param name="tokens">The pieces of the statement, without white space.</param>
internal sealed class SqlPart(string text, List<SqlToken> tokens)
{
    /// <summary>How many pieces it has.</summary>
    public int Length => tokens.Count;

    /// <summary>A keyword or a name, in upper case.</summary>
    /// <param name="index">Its place.</param>
    /// <returns>Empty where there is none.</returns>
    public string Keyword(int index) =>
        index < tokens.Count && tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted ? tokens[index].NameIn(text).ToUpperInvariant() : "";

    /// <summary>Whether a piece is a sign.</summary>
    public bool IsSign(int index, char sign) => index < tokens.Count && tokens[index].Is(text, sign);
}
