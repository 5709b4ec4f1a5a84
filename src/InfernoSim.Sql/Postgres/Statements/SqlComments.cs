using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The comments of a statement.</summary>
internal static class SqlComments
{
    private const string Opening = "/*";
    private const string Closing = "*/";

    /// <summary>What stands in its comments between <c>/*</c> and <c>*/</c>, in order.</summary>
    /// <param name="text">The statement.</param>
    public static IEnumerable<string> Of(string text)
    {
        foreach (SqlToken token in SqlTokens.Of(text).Where(token => token.Kind == SqlTokenKind.Space))
        {
            string space = token.In(text).ToString();
            int start = space.IndexOf(Opening, StringComparison.Ordinal);
            while (start >= 0)
            {
                // The two may share no sign: /*/ is a comment that has begun.
                int end = space.IndexOf(Closing, start + Opening.Length, StringComparison.Ordinal);
                yield return space[(start + Opening.Length)..(end < 0 ? space.Length : end)];
                start = end < 0 ? -1 : space.IndexOf(Opening, end + Closing.Length, StringComparison.Ordinal);
            }
        }
    }
}
