using System.Buffers;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>The values of one field in the form that they are compared in.</summary>
internal static class HeaderValue
{
    // A control character, which no field value has (RFC 9110, section 5.5).
    private const char MaskedId = '\u0001';

    /// <summary>Whether a field is <c>Set-Cookie</c>, the one whose lines are no list (RFC 9110, section 5.3).</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsSetCookie(string name) => name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a recorded field holds nothing but a secret that was replaced, with or without an authentication scheme.</summary>
    /// <param name="values">The recorded values.</param>
    /// <returns><see langword="true"/> when any value that is not empty is as good.</returns>
    public static bool IsRedacted(IReadOnlyList<string> values) => values.Count == 1 && Redaction.Plain(values[0]) == Redaction.Marker;

    /// <summary>
    /// Whether a value that came is the recorded one, where the redaction marker in the recorded one stands for any text that is
    /// not empty (<c>Bearer [REDACTED:7f3a09c1b2d4]</c>).
    /// </summary>
    /// <param name="expected">A recorded value in canonical form.</param>
    /// <param name="actual">A value in canonical form.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool Matches(string expected, string actual)
    {
        string[] parts = Redaction.Plain(expected).Split(Redaction.Marker);
        if (parts.Length == 1 || !actual.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return expected == actual;
        }

        int at = parts[0].Length;
        for (int i = 1; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            int next = isLast && parts[i].Length == 0 ? actual.Length : actual.IndexOf(parts[i], Math.Min(at + 1, actual.Length), StringComparison.Ordinal);
            if (next <= at || (isLast && !actual.EndsWith(parts[i], StringComparison.Ordinal)))
            {
                return false;
            }

            at = next + parts[i].Length;
        }

        return true;
    }

    /// <summary>
    /// The values in canonical form: what two messages have in common that say the same. See <see cref="HeaderForm"/> for the
    /// fields that are written otherwise without saying anything else.
    /// </summary>
    /// <param name="name">The field name.</param>
    /// <param name="values">The values, line by line.</param>
    /// <param name="ids">The ids of the field's own exchange.</param>
    /// <param name="now">When the message was sent, where that is known.</param>
    /// <returns>One text for each value.</returns>
    public static List<string> Canonical(string name, IReadOnlyList<string> values, OwnIds ids, DateTimeOffset? now = null)
    {
        if (IsSetCookie(name))
        {
            return [.. SetCookie.ParseAll(values).Select(cookie => cookie.Canonical(now))];
        }

        if (values.Count == 0)
        {
            return [];
        }

        string joined = Mask(string.Join(", ", values), ids);
        return DatedField.Is(name) ? [DatedField.Canonical(name, joined, now)] : HeaderForm.Of(name).Canonical(joined);
    }

    private static string Mask(string value, OwnIds ids)
    {
        if (ids.IsEmpty)
        {
            return value;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value);
        if (!ids.AreIn(bytes))
        {
            return value;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        ids.AppendMasked(bytes, masked);
        var text = new StringBuilder();
        ReadOnlySpan<byte> rest = masked.WrittenSpan;
        while (rest.IndexOfAnyInRange((byte)0xFC, (byte)0xFF) is var at && at >= 0)
        {
            text.Append(Encoding.UTF8.GetString(rest[..at])).Append(MaskedId).Append(rest[at] - 0xFC);
            rest = rest[(at + 1)..];
        }

        return text.Append(Encoding.UTF8.GetString(rest)).ToString();
    }
}
