using System.Buffers;

namespace InfernoSim.Planning;

/// <summary>The parts of a header value that may be new on their own: <c>t=1767225600,v1=5257a8…</c> has four.</summary>
internal static class HeaderTokens
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t,;=\"&?<>");

    /// <summary>The parts, without what is between them; a time with a space in it is one.</summary>
    public static IEnumerable<string> Of(string value) => Split(value).Where((_, index) => index % 2 == 0).Where(token => token.Length > 0);

    /// <summary>The parts in turn with what is between them, a part first.</summary>
    public static List<string> Split(string value)
    {
        var parts = new List<string>();
        if (LiveState.FreshForm.IsTime(value))
        {
            parts.Add(value);
            return parts;
        }

        int start = 0;
        while (true)
        {
            int length = value.AsSpan(start).IndexOfAny(Separators);
            if (length < 0)
            {
                parts.Add(value[start..]);
                return parts;
            }

            parts.Add(value.Substring(start, length));
            parts.Add(value.Substring(start + length, 1));
            start += length + 1;
        }
    }
}
