using System.Collections.Frozen;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// Compares headers that say something about behaviour. Case and order of names make no difference, nor does it whether a list
/// is in one line or in several; the order of a list's members does, unless the field's specification says that it is a set.
/// </summary>
internal static class HeaderComparer
{
    private static readonly Comparer<HeaderDifference> ByName =
        Comparer<HeaderDifference>.Create((one, other) => string.Compare(one.Name, other.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Fields that differ between two equal exchanges: they tell of time, of framing, or of the one request. Those of the connection are
    /// in <see cref="HopByHop"/>. A date that moves along with the clock is none of these: see <see cref="DatedField"/>.
    /// </summary>
    private static readonly FrozenSet<string> VolatileNames = new[]
    {
        "Age", "Alt-Svc", "Content-Length", "Date", "Request-Id", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Server", "traceparent", "tracestate",
        "Via", "X-Correlation-Id", "X-Inferno-TraceID", "X-Request-Id", "X-Trace-Id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field is left out of every comparison. What a <c>Connection</c> field names is left out too, of its own message.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsVolatile(string name) => VolatileNames.Contains(name) || HopByHop.IsAlways(name);

    /// <summary>Compares two sets of headers.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <returns>
    /// The first difference by name among the fields that were recorded, then among those that were added;
    /// <see langword="null"/> when there is none.
    /// </returns>
    public static HeaderDifference? Compare(HeaderMap expected, HeaderMap actual, TraceNoise noise) =>
        Differences(expected, actual, noise) is [var first, ..] ? first : null;

    /// <summary>Finds all differences between two sets of headers.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <param name="clock">When they were sent, beside what their <c>Date</c> says.</param>
    /// <returns>By name, first of the fields that were recorded, then of those that were added.</returns>
    public static IReadOnlyList<HeaderDifference> Differences(HeaderMap expected, HeaderMap actual, TraceNoise noise, HeaderClock clock = default)
    {
        (expected, actual) = (HopByHop.Remove(expected), HopByHop.Remove(actual));
        List<HeaderDifference>? differences = null;
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in expected)
        {
            IReadOnlyList<string> came = actual.Values(field.Key);
            if (!IsVolatile(field.Key) && !AreSame(field.Value, came) && !AreLike(field.Key, expected, actual, noise, clock))
            {
                (differences ??= []).Add(Differ(field.Key, field.Value, came));
            }
        }

        int recorded = differences?.Count ?? 0;
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in actual)
        {
            if (!IsVolatile(field.Key) && expected.Values(field.Key).Count == 0)
            {
                (differences ??= []).Add(Differ(field.Key, [], field.Value));
            }
        }

        differences?.Sort(0, recorded, ByName);
        differences?.Sort(recorded, differences.Count - recorded, ByName);
        return differences ?? [];
    }

    /// <summary>Writes the headers so that two sets between which <see cref="Compare"/> finds no difference are the same text.</summary>
    /// <param name="headers">What came. A field with a redacted value is written as it is.</param>
    /// <param name="ids">The ids of the headers' own exchange.</param>
    /// <param name="append">Gets names (in lower case, in order) and values, one by one.</param>
    public static void AppendCanonical(HeaderMap headers, OwnIds ids, Action<string, string> append)
    {
        DateTimeOffset? now = HeaderClock.DateOf(headers);
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in HopByHop.Remove(headers).OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!IsVolatile(field.Key))
            {
                HeaderValue.Canonical(field.Key, field.Value, ids, now).ForEach(value => append(field.Key.ToLowerInvariant(), value));
            }
        }
    }

    private static bool AreLike(string name, HeaderMap expected, HeaderMap actual, TraceNoise noise, HeaderClock clock)
    {
        (IReadOnlyList<string> recorded, IReadOnlyList<string> came) = (expected.Values(name), actual.Values(name));
        if (HeaderValue.IsRedacted(recorded) && came.Any(value => value.Length > 0))
        {
            return true;
        }

        if (HeaderValue.IsSetCookie(name))
        {
            return AreLikeCookies(SetCookie.ParseAll(recorded), SetCookie.ParseAll(came), clock.Over(expected, actual));
        }

        if (DatedField.Is(name) && recorded.Count == 1 && came.Count == 1)
        {
            return clock.Over(expected, actual).Any(pair => DatedField.AreLike(name, recorded[0], came[0], pair.Expected, pair.Actual));
        }

        List<string> left = HeaderValue.Canonical(name, recorded, noise.Expected);
        List<string> right = HeaderValue.Canonical(name, came, noise.Actual);
        return left.Count == right.Count && left.Zip(right).All(pair => HeaderValue.Matches(pair.First, pair.Second));
    }

    private static bool AreLikeCookies(List<SetCookie> recorded, List<SetCookie> came, IEnumerable<(DateTimeOffset? Expected, DateTimeOffset? Actual)> clocks) =>
        recorded.Count == came.Count
        && clocks.Any(now => recorded.Zip(came).All(pair => pair.First.IsLike(pair.Second, now.Expected, now.Actual)));

    private static HeaderDifference Differ(string name, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        (string left, string right) = Excerpt.Pair(Redaction.Plain(Join(name, expected)), Join(name, actual));
        return new HeaderDifference(name, left, right);
    }

    private static string Join(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? BodyDifference.Absent : string.Join(HeaderValue.IsSetCookie(name) ? "; " : ", ", values);

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
