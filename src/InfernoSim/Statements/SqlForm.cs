namespace InfernoSim.Statements;

/// <summary>
/// The text of a statement without what may be written otherwise and means the same: the case of keywords and of names without quotes, white space
/// around signs, the names of aliases and of parameters. Two texts with the same form say the same; of two that say the same, the forms may differ.
/// </summary>
internal sealed class SqlForm
{
    private static readonly HashSet<string> NoAlias = new(StringComparer.OrdinalIgnoreCase)
    {
        "AS", "WHERE", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "NATURAL", "ON", "USING", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "FOR", "SET", "UNION",
        "INTERSECT", "EXCEPT", "WINDOW", "RETURNING", "VALUES", "TABLESAMPLE", "SELECT", "LATERAL", "ONLY", "WHEN", "MATERIALIZED", "NOT", "WITH", "DEFAULT",
        "AND", "OR", "IS", "IN", "LIKE", "ILIKE", "BETWEEN", "THEN", "ELSE", "END", "CASE", "COLLATE", "ASC", "DESC", "NULLS", "NULL", "TRUE", "FALSE", "BY", "EXISTS", "FROM", "INTO",
    };

    private readonly List<Piece> _pieces;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    private SqlForm(string sql)
    {
        _pieces = PiecesOf(sql);
        MarkAliases();
        HashSet<string> renamed = Renamed();
        Text = string.Join(' ', _pieces.Where(piece => !piece.IsLeftOut).Select(piece => Write(piece, renamed)));
    }

    /// <summary>The text in its form.</summary>
    public string Text { get; }

    /// <summary>What the parameters that the text names are called in it, by their names.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>The form of a text.</summary>
    /// <param name="sql">The text.</param>
    public static SqlForm Of(string sql) => new(sql);

    // x::int is a value and its type.
    private static List<Piece> PiecesOf(string sql)
    {
        var pieces = new List<Piece>();
        foreach (SqlToken token in SqlTokens.Of(sql).Where(token => token.Kind != SqlTokenKind.Space))
        {
            string text = token.In(sql).ToString();
            string[] parts = token.Kind == SqlTokenKind.Word ? text.Split("::") : [text];
            for (int i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                {
                    pieces.Add(new Piece(SqlTokenKind.Sign, "::"));
                }

                if (parts[i].Length > 0)
                {
                    pieces.Add(new Piece(token.Kind, parts[i]));
                }
            }
        }

        return pieces;
    }

    private void MarkAliases()
    {
        var casts = new Stack<bool>();
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (_pieces[i].Text == "(")
            {
                casts.Push(i > 0 && _pieces[i - 1].Is("CAST"));
            }
            else if (_pieces[i].Text == ")")
            {
                casts.TryPop(out _);
            }
            else if (_pieces[i].Is("AS") && !(casts.TryPeek(out bool isCast) && isCast) && IsName(i + 1))
            {
                _pieces[i].IsLeftOut = true;
                _pieces[i + 1].IsAlias = true;
            }
            else if (((_pieces[i].Is("FROM") && !(i > 0 && _pieces[i - 1].Is("DISTINCT"))) || _pieces[i].Is("JOIN")) && IsName(i + 1))
            {
                MarkAliasAfter(i + 1);
            }
        }
    }

    // FROM shop.orders o
    private void MarkAliasAfter(int table)
    {
        int last = table;
        while (last + 2 < _pieces.Count && _pieces[last + 1].Text == "." && IsName(last + 2))
        {
            last += 2;
        }

        if (IsName(last + 1))
        {
            _pieces[last + 1].IsAlias = true;
        }
    }

    private bool IsName(int index) =>
        index < _pieces.Count && (_pieces[index].Kind == SqlTokenKind.Quoted || (_pieces[index].Kind == SqlTokenKind.Word && !_pieces[index].IsParameter && !char.IsAsciiDigit(_pieces[index].Text[0]) && !NoAlias.Contains(_pieces[index].Text)));

    // The aliases that are named nowhere but where they are given, and before a point.
    private HashSet<string> Renamed()
    {
        var aliases = _pieces.Where(piece => piece.IsAlias).Select(piece => piece.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < _pieces.Count; i++)
        {
            Piece piece = _pieces[i];
            bool isMember = i > 0 && _pieces[i - 1].Text == ".";
            piece.IsQualifier = !isMember && i + 1 < _pieces.Count && _pieces[i + 1].Text == ".";
            if (piece is { IsAlias: false, IsQualifier: false } && !isMember)
            {
                aliases.Remove(piece.Name);
            }
        }

        return aliases;
    }

    private string Write(Piece piece, HashSet<string> renamed)
    {
        if (piece.IsParameter)
        {
            return Numbered(_parameters, piece.Text, "@");
        }

        return (piece.IsAlias || piece.IsQualifier) && renamed.Contains(piece.Name) ? Numbered(_aliases, piece.Name, "#")
            : piece.Kind == SqlTokenKind.Word ? piece.Text.ToLowerInvariant()
            : piece.Text;
    }

    private static string Numbered(Dictionary<string, string> names, string name, string sign)
    {
        if (!names.TryGetValue(name, out string? number))
        {
            number = $"{sign}{names.Count + 1}";
            names.Add(name, number);
        }

        return number;
    }

    private sealed class Piece(SqlTokenKind kind, string text)
    {
        public SqlTokenKind Kind => kind;

        public string Text => text;

        /// <summary>The same for a name whatever its case, where it has no quotes.</summary>
        public string Name { get; } = kind == SqlTokenKind.Word ? text.ToLowerInvariant() : kind == SqlTokenKind.Quoted ? text : "";

        public bool IsAlias { get; set; }

        public bool IsQualifier { get; set; }

        public bool IsLeftOut { get; set; }

        // @p0, $1, :id
        public bool IsParameter { get; } = kind == SqlTokenKind.Word && text.Length > 1 && text[0] is '@' or '$' or ':' && text[1] is not '@';

        public bool Is(string keyword) => kind == SqlTokenKind.Word && text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
    }
}
