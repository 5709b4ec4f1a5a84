namespace InfernoSim.Matching;

/// <summary>The few pieces that field values are made of (RFC 9110, section 5.6).</summary>
internal static class HeaderSyntax
{
    /// <summary>Parts a value where a separator stands outside of quotes.</summary>
    /// <param name="value">The value.</param>
    /// <param name="separator">A comma between the members of a list, a semicolon between parameters.</param>
    /// <returns>The parts without white space around them, empty ones too; at least one.</returns>
    public static List<string> Split(string value, char separator)
    {
        var parts = new List<string>();
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || (value[i] == separator && !quoted))
            {
                parts.Add(value[start..i].Trim());
                start = i + 1;
            }
            else if (value[i] == '\\' && quoted)
            {
                i += i + 1 < value.Length ? 1 : 0;
            }
            else if (value[i] == '"')
            {
                quoted = !quoted;
            }
        }

        return parts;
    }

    /// <summary>Parts a value as <see cref="Split"/> does, without the empty parts, which mean nothing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="separator">The separator.</param>
    /// <returns>The parts.</returns>
    public static List<string> Members(string value, char separator)
    {
        List<string> parts = Split(value, separator);
        parts.RemoveAll(part => part.Length == 0);
        return parts;
    }

    /// <summary>Parts a parameter into its name, in lower case, and its value.</summary>
    /// <param name="parameter"><c>name</c>, <c>name=value</c> or <c>name="value"</c>.</param>
    /// <returns>The name, and the value without quotes; <see langword="null"/> where there is no <c>=</c>.</returns>
    public static (string Name, string? Value) Parameter(string parameter)
    {
        int equals = parameter.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (parameter.Trim().ToLowerInvariant(), null)
            : (parameter[..equals].Trim().ToLowerInvariant(), Unquote(parameter[(equals + 1)..].Trim()));
    }

    /// <summary>A quoted string as the token or text that it stands for.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text; <paramref name="value"/> where it is not quoted.</returns>
    public static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
        {
            return value;
        }

        string inside = value[1..^1];
        int escape = inside.IndexOf('\\', StringComparison.Ordinal);
        while (escape >= 0 && escape + 1 < inside.Length)
        {
            inside = inside.Remove(escape, 1);
            escape = inside.IndexOf('\\', escape + 1);
        }

        return inside;
    }
}
