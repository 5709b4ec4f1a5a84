using System.Text;

namespace InfernoSim.Statements;

/// <summary>The text of statements: the one form that they are recorded and matched in, and what can be told from it.</summary>
internal static class SqlText
{
    // What may stand before the statement that matters, in one batch with it.
    private static readonly string[] Preambles = ["SET", "DECLARE", "USE"];

    private static readonly string[] Verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES"];

    // A name that one of these follows is a table.
    private static readonly string[] BeforeTable = ["FROM", "INTO", "UPDATE", "TABLE", "MERGE", "JOIN", "COPY", "TRUNCATE"];

    private static readonly string[] BetweenThem = ["OR", "REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK", "IF", "NOT", "EXISTS", "ONLY", "INTO", "TABLE", "LATERAL"];

    /// <summary>A text without comments, with one space where there is white space outside of literals, and without a semicolon at its end.</summary>
    /// <param name="sql">As it was sent.</param>
    public static string Normalize(string sql)
    {
        var text = new StringBuilder(sql.Length);
        foreach (SqlToken token in SqlTokens.Of(sql))
        {
            if (token.Kind == SqlTokenKind.Space)
            {
                text.Append(text.Length > 0 && text[^1] != ' ' ? " " : "");
            }
            else
            {
                text.Append(token.In(sql));
            }
        }

        return text.ToString().TrimEnd(' ', ';');
    }

    /// <summary>The kind of a statement: its verb, in upper case.</summary>
    /// <param name="sql">The statement; of several, the first that is more than a setting.</param>
    /// <returns>For example <c>INSERT</c>; empty when there is none.</returns>
    public static string KindOf(string sql)
    {
        List<SqlToken> tokens = WithoutSpace(sql);
        int at = StartOf(sql, tokens);
        if (at >= tokens.Count)
        {
            return "";
        }

        if (tokens[at].Is(sql, "WITH") && VerbAfter(sql, tokens, at) is var verb and > 0)
        {
            at = verb;
        }

        return tokens[at].In(sql).ToString().ToUpperInvariant();
    }

    /// <summary>The first table that a statement names, without its schema.</summary>
    /// <param name="sql">The statement.</param>
    /// <returns><see langword="null"/> when it names none.</returns>
    public static string? TableOf(string sql)
    {
        List<SqlToken> tokens = WithoutSpace(sql);
        for (int i = StartOf(sql, tokens); i < tokens.Count; i++)
        {
            if (Array.Exists(BeforeTable, keyword => tokens[i].Is(sql, keyword)) && NameAfter(sql, tokens, i) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    private static List<SqlToken> WithoutSpace(string sql)
    {
        List<SqlToken> tokens = SqlTokens.Of(sql);
        tokens.RemoveAll(token => token.Kind == SqlTokenKind.Space);
        return tokens;
    }

    private static int StartOf(string sql, List<SqlToken> tokens)
    {
        int start = 0;
        while (start < tokens.Count && Array.Exists(Preambles, preamble => tokens[start].Is(sql, preamble)))
        {
            int end = tokens.FindIndex(start, token => token.Is(sql, ';'));
            if (end < 0 || end + 1 >= tokens.Count)
            {
                break;
            }

            start = end + 1;
        }

        while (start < tokens.Count && tokens[start].Kind == SqlTokenKind.Sign)
        {
            start++;
        }

        return start;
    }

    // Behind the brackets of the common table expressions.
    private static int VerbAfter(string sql, List<SqlToken> tokens, int at)
    {
        int depth = 0;
        for (int i = at + 1; i < tokens.Count; i++)
        {
            depth += tokens[i].Is(sql, '(') ? 1 : tokens[i].Is(sql, ')') ? -1 : 0;
            if (depth == 0 && Array.Exists(Verbs, verb => tokens[i].Is(sql, verb)))
            {
                return i;
            }
        }

        return -1;
    }

    private static string? NameAfter(string sql, List<SqlToken> tokens, int keyword)
    {
        int at = keyword + 1;
        while (at < tokens.Count && Array.Exists(BetweenThem, word => tokens[at].Is(sql, word)))
        {
            at++;
        }

        if (at < tokens.Count && tokens[at].Is(sql, '['))
        {
            return InBrackets(sql, tokens, at);
        }

        if (at >= tokens.Count || tokens[at].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted) || tokens[at].Is(sql, "SELECT"))
        {
            return null;
        }

        while (at + 2 < tokens.Count && tokens[at + 1].Is(sql, '.'))
        {
            at += 2;
        }

        return tokens[at].NameIn(sql);
    }

    // [dbo].[Orders]
    private static string? InBrackets(string sql, List<SqlToken> tokens, int open)
    {
        int close = tokens.FindIndex(open, token => token.Is(sql, ']'));
        if (close < 0)
        {
            return null;
        }

        return close + 2 < tokens.Count && tokens[close + 1].Is(sql, '.') && tokens[close + 2].Is(sql, '[')
            ? InBrackets(sql, tokens, close + 2)
            : sql[(tokens[open].Start + 1)..tokens[close].Start];
    }
}
