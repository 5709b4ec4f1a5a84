namespace InfernoSim.Statements;

/// <summary>What is read from the text of a statement.</summary>
/// <param name="Text">The text as it is matched.</param>
/// <param name="Kind">Its verb, in upper case.</param>
/// <param name="Target">The table, as the path of a URL.</param>
internal sealed record SqlReading(string Text, string Kind, string Target)
{
    /// <summary>Reads a text.</summary>
    /// <param name="sql">The text as it is sent.</param>
    public static SqlReading Of(string sql)
    {
        string text = SqlText.Normalize(sql);
        return new SqlReading(text, SqlText.KindOf(text), "/" + Uri.EscapeDataString(SqlText.TableOf(text) ?? ""));
    }
}
