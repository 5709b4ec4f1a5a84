namespace InfernoSim.Statements;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlTokenKind
{
    /// <summary>White space or a comment.</summary>
    Space,

    /// <summary>A keyword, a name without quotes, a number or a parameter.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    Quoted,

    /// <summary>A text literal.</summary>
    Text,

    /// <summary>One sign.</summary>
    Sign,
}

/// <summary>A piece of SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>The piece.</summary>
    public ReadOnlySpan<char> In(string sql) => sql.AsSpan(Start, Length);

    /// <summary>Whether it is a keyword.</summary>
    public bool Is(string sql, string keyword) => Kind == SqlTokenKind.Word && In(sql).Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a sign.</summary>
    public bool Is(string sql, char sign) => Kind == SqlTokenKind.Sign && sql[Start] == sign;

    /// <summary>The name, without its quotes.</summary>
    public string NameIn(string sql) => Kind == SqlTokenKind.Quoted ? sql.Substring(Start + 1, Math.Max(0, Length - 2)) : In(sql).ToString();
}

/// <summary>
/// Takes SQL apart as far as literals, quoted names and comments can be told from the rest, in any of the usual dialects. It never
/// fails: what has no end goes to the end of the text.
/// </summary>
internal static class SqlTokens
{
    /// <summary>The pieces of a text, all of them, in order.</summary>
    /// <param name="sql">The text.</param>
    public static List<SqlToken> Of(string sql)
    {
        var tokens = new List<SqlToken>();
        int at = 0;
        while (at < sql.Length)
        {
            SqlToken token = Next(sql, at);
            tokens.Add(token);
            at += token.Length;
        }

        return tokens;
    }

    private static SqlToken Next(string sql, int at) => sql[at] switch
    {
        _ when IsSpace(sql, at) => To(SqlTokenKind.Space, at, EndOfSpace(sql, at)),
        '\'' => To(SqlTokenKind.Text, at, EndOfQuoted(sql, at, '\'', hasEscapes: false)),
        '"' or '`' => To(SqlTokenKind.Quoted, at, EndOfQuoted(sql, at, sql[at], hasEscapes: false)),
        'E' or 'e' when at + 1 < sql.Length && sql[at + 1] == '\'' => To(SqlTokenKind.Text, at, EndOfQuoted(sql, at + 1, '\'', hasEscapes: true)),
        '$' when EndOfDollarQuoted(sql, at) is var end and > 0 => To(SqlTokenKind.Text, at, end),
        _ when IsOfWord(sql[at]) => To(SqlTokenKind.Word, at, EndOfWord(sql, at)),
        _ => new SqlToken(SqlTokenKind.Sign, at, 1),
    };

    private static SqlToken To(SqlTokenKind kind, int start, int end) => new(kind, start, end - start);

    private static bool IsSpace(string sql, int at) => char.IsWhiteSpace(sql[at]) || StartsWith(sql, at, "--") || StartsWith(sql, at, "/*");

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '$' or ':' or '?' or '#';

    private static bool StartsWith(string sql, int at, string sign) => sql.AsSpan(at).StartsWith(sign, StringComparison.Ordinal);

    private static int EndOfSpace(string sql, int at)
    {
        while (at < sql.Length && IsSpace(sql, at))
        {
            at = sql[at] switch
            {
                '-' => sql.IndexOf('\n', at) is var end && end < 0 ? sql.Length : end + 1,
                '/' => EndOfComment(sql, at),
                _ => at + 1,
            };
        }

        return at;
    }

    // PostgreSQL and SQL Server nest comments; elsewhere none holds another's beginning.
    private static int EndOfComment(string sql, int at)
    {
        int depth = 0;
        while (at < sql.Length)
        {
            if (StartsWith(sql, at, "/*"))
            {
                depth++;
                at += 2;
            }
            else if (StartsWith(sql, at, "*/"))
            {
                at += 2;
                if (--depth == 0)
                {
                    return at;
                }
            }
            else
            {
                at++;
            }
        }

        return sql.Length;
    }

    // A quote inside is written twice, or where there are escapes, after a backslash.
    private static int EndOfQuoted(string sql, int at, char quote, bool hasEscapes)
    {
        for (int i = at + 1; i < sql.Length; i++)
        {
            if (hasEscapes && sql[i] == '\\')
            {
                i++;
            }
            else if (sql[i] == quote)
            {
                if (i + 1 >= sql.Length || sql[i + 1] != quote)
                {
                    return i + 1;
                }

                i++;
            }
        }

        return sql.Length;
    }

    // $$text$$ and $tag$text$tag$ of PostgreSQL; $1 is a parameter.
    private static int EndOfDollarQuoted(string sql, int at)
    {
        int close = at + 1;
        while (close < sql.Length && (char.IsLetter(sql[close]) || sql[close] == '_' || (close > at + 1 && char.IsDigit(sql[close]))))
        {
            close++;
        }

        if (close >= sql.Length || sql[close] != '$')
        {
            return -1;
        }

        string tag = sql[at..(close + 1)];
        int end = sql.IndexOf(tag, close + 1, StringComparison.Ordinal);
        return end < 0 ? sql.Length : end + tag.Length;
    }

    private static int EndOfWord(string sql, int at)
    {
        while (at < sql.Length && IsOfWord(sql[at]))
        {
            at++;
        }

        return at;
    }
}
