using System.Buffers;
using System.Globalization;
using System.Text;

namespace InfernoSim.Recording;

/// <summary>
/// Text of a message that a replay sends again, without control characters. A peer may let them pass where HTTP does not, and a
/// recording that holds them would not be read: so would anybody who can send a request keep an incident from being replayed.
/// </summary>
internal static class SentText
{
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), '\u007f']);
    private static readonly SearchValues<char> ControlsOfValues = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code).Where(code => code != '\t'), '\u007f']);

    /// <summary>A field's value, with a space for each, as RFC 9110, section 5.5 has it.</summary>
    /// <param name="value">The value.</param>
    public static string Value(string value)
    {
        if (!value.AsSpan().ContainsAny(ControlsOfValues))
        {
            return value;
        }

        return string.Concat(value.Select(character => ControlsOfValues.Contains(character) ? ' ' : character));
    }

    /// <summary>A target, with a percent-encoding for each, which a service reads as the same.</summary>
    /// <param name="target">The target.</param>
    public static string Target(string target)
    {
        if (!target.AsSpan().ContainsAny(Controls))
        {
            return target;
        }

        var encoded = new StringBuilder();
        foreach (char character in target)
        {
            _ = Controls.Contains(character) ? encoded.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}") : encoded.Append(character);
        }

        return encoded.ToString();
    }
}
