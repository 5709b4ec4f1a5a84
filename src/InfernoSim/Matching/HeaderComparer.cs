using System.Collections.Frozen;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// Compares headers that say something about behaviour. Case and order of names make no difference, nor does it whether a list
/// is in one line or in several; the order of a list's members does.
/// </summary>
internal static class HeaderComparer
{
    /// <summary>
    /// Fields that differ between two equal exchanges: they tell of time, of the connection, of framing, or of the one request.
    /// <c>Last-Modified</c> is not one: it tells of the content.
    /// </summary>
    public static readonly FrozenSet<string> VolatileNames = new[]
    {
        "Age", "Alt-Svc", "Connection", "Content-Length", "Date", "Expires", "Keep-Alive", "Request-Id", "Server", "traceparent", "tracestate",
        "Transfer-Encoding", "Via", "X-Correlation-Id", "X-Inferno-TraceID", "X-Request-Id", "X-Trace-Id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field is left out of every comparison.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsVolatile(string name) => VolatileNames.Contains(name);

    /// <summary>Compares two sets of headers.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <returns>
    /// The first difference by name among the fields that were recorded, then among those that were added;
    /// <see langword="null"/> when there is none.
    /// </returns>
    public static HeaderDifference? Compare(HeaderMap expected, HeaderMap actual, TraceNoise noise)
    {
        HeaderDifference? first = null;
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in expected)
        {
            if (IsBefore(field.Key, first) && CompareField(field.Key, field.Value, actual.Values(field.Key), noise) is { } difference)
            {
                first = difference;
            }
        }

        return first ?? FirstAdded(expected, actual);
    }

    /// <summary>Writes the headers so that two sets between which <see cref="Compare"/> finds no difference are the same text.</summary>
    /// <param name="headers">What came. A field with a redacted value is written as it is.</param>
    /// <param name="ids">The ids of the headers' own exchange.</param>
    /// <param name="append">Gets names (in lower case, in order) and values, one by one.</param>
    public static void AppendCanonical(HeaderMap headers, OwnIds ids, Action<string, string> append)
    {
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in headers.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!IsVolatile(field.Key))
            {
                HeaderValue.Canonical(field.Key, field.Value, ids).ForEach(value => append(field.Key.ToLowerInvariant(), value));
            }
        }
    }

    private static HeaderDifference? CompareField(string name, IReadOnlyList<string> expected, IReadOnlyList<string> actual, TraceNoise noise)
    {
        if (IsVolatile(name) || AreSame(expected, actual))
        {
            return null;
        }

        List<string> left = HeaderValue.Canonical(name, expected, noise.Expected);
        List<string> right = HeaderValue.Canonical(name, actual, noise.Actual);
        bool same = left.Count == right.Count && left.Zip(right).All(pair => HeaderValue.Matches(pair.First, pair.Second));
        return same || (HeaderValue.IsRedacted(expected) && actual.Any(value => value.Length > 0))
            ? null
            : Differ(name, expected, actual);
    }

    private static HeaderDifference? FirstAdded(HeaderMap expected, HeaderMap actual)
    {
        HeaderDifference? first = null;
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in actual)
        {
            if (IsBefore(field.Key, first) && !IsVolatile(field.Key) && expected.Values(field.Key).Count == 0)
            {
                first = Differ(field.Key, [], field.Value);
            }
        }

        return first;
    }

    private static HeaderDifference Differ(string name, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        (string left, string right) = Excerpt.Pair(Join(name, expected), Join(name, actual));
        return new HeaderDifference(name, left, right);
    }

    private static string Join(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? BodyDifference.Absent : string.Join(HeaderValue.IsSetCookie(name) ? "; " : ", ", values);

    private static bool IsBefore(string name, HeaderDifference? known) =>
        known is null || string.Compare(name, known.Name, StringComparison.OrdinalIgnoreCase) < 0;

    private static bool AreSame(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }
}
