using System.Globalization;
using System.Text;

namespace InfernoSim.Noise;

/// <summary>Reads a JSON path from left to right.</summary>
internal ref struct JsonPathParser
{
    private readonly string _text;
    private int _at;

    private JsonPathParser(string text) => _text = text;

    /// <inheritdoc cref="JsonPath.Parse"/>
    public static JsonPathSegment[] Parse(string text)
    {
        var parser = new JsonPathParser(text);
        return parser.ReadAll();
    }

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    private JsonPathSegment[] ReadAll()
    {
        if (!_text.StartsWith('$'))
        {
            throw Problem("a path begins with $");
        }

        _at = 1;
        var segments = new List<JsonPathSegment>();
        while (_at < _text.Length)
        {
            segments.Add(ReadSegment());
        }

        return [.. segments];
    }

    private JsonPathSegment ReadSegment()
    {
        if (Next == '[')
        {
            return ReadBracket(false);
        }

        if (Next != '.')
        {
            throw Problem("expected . or [");
        }

        _at++;
        bool isDescendant = Next == '.';
        _at += isDescendant ? 1 : 0;
        return isDescendant && Next == '[' ? ReadBracket(true) : ReadShorthand(isDescendant);
    }

    private JsonPathSegment ReadShorthand(bool isDescendant)
    {
        if (Next == '*')
        {
            _at++;
            return new JsonPathSegment(isDescendant, IsWildcard: true);
        }

        int start = _at;
        while (Next is '_' or > '\u007F' || char.IsAsciiLetterOrDigit(Next))
        {
            _at++;
        }

        if (_at == start || char.IsAsciiDigit(_text[start]))
        {
            _at = start;
            throw Problem("expected a name of letters, digits and _, that does not begin with a digit; any other name is written ['like this']");
        }

        return JsonPathSegment.OfName(isDescendant, _text[start.._at]);
    }

    private JsonPathSegment ReadBracket(bool isDescendant)
    {
        _at++;
        SkipSpaces();
        JsonPathSegment segment = Next switch
        {
            '\'' or '"' => JsonPathSegment.OfName(isDescendant, ReadQuoted()),
            '*' => ReadWildcard(isDescendant),
            '?' => throw Problem("filters are not supported; name the member or the index, or use [*]"),
            _ => ReadNumbers(isDescendant),
        };
        SkipSpaces();
        if (Next == ',')
        {
            throw Problem("several selectors in one bracket are not supported; write a rule for each");
        }

        if (Next != ']')
        {
            throw Problem("expected ]");
        }

        _at++;
        return segment;
    }

    private JsonPathSegment ReadWildcard(bool isDescendant)
    {
        _at++;
        return new JsonPathSegment(isDescendant, IsWildcard: true);
    }

    private JsonPathSegment ReadNumbers(bool isDescendant)
    {
        long? from = ReadNumber();
        SkipSpaces();
        if (Next != ':')
        {
            return from is null ? throw Problem("expected an index, * or a name in quotes") : new JsonPathSegment(isDescendant, From: from, IsIndex: true);
        }

        _at++;
        SkipSpaces();
        long? to = ReadNumber();
        SkipSpaces();
        return Next == ':' ? throw Problem("a slice with a step is not supported") : new JsonPathSegment(isDescendant, From: from, To: to);
    }

    private long? ReadNumber()
    {
        int start = _at;
        _at += Next == '-' ? 1 : 0;
        while (char.IsAsciiDigit(Next))
        {
            _at++;
        }

        if (_at == start)
        {
            return null;
        }

        ReadOnlySpan<char> number = _text.AsSpan(start, _at - start);
        bool isCanonical = number is "0" || (number.TrimStart('-') is { IsEmpty: false } digits && digits[0] != '0');
        return isCanonical && int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Problem($"'{number}' is not an index");
    }

    private string ReadQuoted()
    {
        char quote = Next;
        _at++;
        var name = new StringBuilder();
        while (Next != quote)
        {
            if (_at >= _text.Length)
            {
                throw Problem($"the name has no closing {quote}");
            }

            name.Append(Next == '\\' ? ReadEscape() : Next);
            _at++;
        }

        _at++;
        return name.ToString();
    }

    private char ReadEscape()
    {
        _at++;
        switch (Next)
        {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case '/' or '\\' or '\'' or '"':
                return Next;
            case 'u' when _at + 4 < _text.Length && ushort.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                _at += 4;
                return (char)unit;
            default:
                throw Problem("unknown escape");
        }
    }

    private void SkipSpaces()
    {
        while (Next is ' ' or '\t')
        {
            _at++;
        }
    }

    private readonly ReplayConfigurationException Problem(string what) =>
        new($"'{_text}' is not a JSON path (RFC 9535) that is supported: {what}, at character {_at + 1}; for example $.items[*].id");
}
