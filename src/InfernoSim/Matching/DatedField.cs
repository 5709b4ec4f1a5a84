using System.Globalization;

namespace InfernoSim.Matching;

/// <summary>
/// Fields whose value is a moment that moves along with the clock. What they say is how far away the moment is: over already,
/// now, or in an hour.
/// </summary>
internal static class DatedField
{
    /// <summary>Whether a field is one.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns><see langword="true"/> for <c>Expires</c>, <c>Last-Modified</c> and <c>Retry-After</c>.</returns>
    public static bool Is(string name) => IsExpires(name) || IsLastModified(name) || IsRetryAfter(name);

    /// <summary>The value as far as it says the same whenever it is sent.</summary>
    /// <param name="name">The field name.</param>
    /// <param name="value">The value.</param>
    /// <param name="now">When the message was sent.</param>
    /// <returns>A text.</returns>
    public static string Canonical(string name, string value, DateTimeOffset? now)
    {
        if (IsExpires(name))
        {
            return LifetimeOf(name, value, now).Kind;
        }

        if (IsRetryAfter(name))
        {
            return HttpDate.Parse(value) is null ? value : "a date";
        }

        return IsNow(HttpDate.Parse(value), now) ? "now" : value;
    }

    /// <summary>Whether two values say the same.</summary>
    /// <param name="name">The field name.</param>
    /// <param name="expected">The recorded value.</param>
    /// <param name="actual">The value that came.</param>
    /// <param name="now">When the recorded message was sent.</param>
    /// <param name="actualNow">When the other was.</param>
    /// <returns><see langword="true"/> when they do.</returns>
    public static bool AreLike(string name, string expected, string actual, DateTimeOffset? now, DateTimeOffset? actualNow)
    {
        if (expected == actual)
        {
            return true;
        }

        (DateTimeOffset? date, DateTimeOffset? other) = (HttpDate.Parse(expected), HttpDate.Parse(actual));
        if (IsLastModified(name))
        {
            return IsNow(date, now) && IsNow(other, actualNow);
        }

        if (IsRetryAfter(name) && date is null && other is null)
        {
            return false;
        }

        (Lifetime left, Lifetime right) = (LifetimeOf(name, expected, now), LifetimeOf(name, actual, actualNow));
        return left.IsLike(right)
            || (date is { } first && other is { } second && left.Kind == right.Kind && Lifetime.EndAtTurn(first, second, left.Seconds - right.Seconds ?? 0));
    }

    // What is no date, as "0", has expired already (RFC 9111, section 5.3); Retry-After may be a number of seconds.
    private static Lifetime LifetimeOf(string name, string value, DateTimeOffset? now)
    {
        if (HttpDate.Parse(value) is { } date)
        {
            return Lifetime.Until(date, now);
        }

        return IsRetryAfter(name) && double.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)
            ? new Lifetime(seconds, true)
            : new Lifetime(0, true);
    }

    // Made while the response was: the content has no date of its own.
    private static bool IsNow(DateTimeOffset? date, DateTimeOffset? now) =>
        date is { } made && now is { } sent && new Lifetime((made - sent).Duration().TotalSeconds + 1, false).IsLike(new Lifetime(1, true));

    private static bool IsExpires(string name) => name.Equals("Expires", StringComparison.OrdinalIgnoreCase);

    private static bool IsLastModified(string name) => name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);

    private static bool IsRetryAfter(string name) => name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase);
}
