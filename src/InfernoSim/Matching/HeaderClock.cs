using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// When the two messages of a comparison were sent, so that the dates in them can be compared by how far away they were. A
/// message's own <c>Date</c> says it; what is given here helps where there is none, or where the service goes by another clock.
/// </summary>
/// <param name="Expected">When the recorded message was complete.</param>
/// <param name="Actual">When the one that came was.</param>
internal readonly record struct HeaderClock(DateTimeOffset? Expected, DateTimeOffset? Actual)
{
    /// <summary>What a message itself says of when it was sent.</summary>
    /// <param name="headers">Its headers.</param>
    /// <returns>Its <c>Date</c>, or <see langword="null"/>.</returns>
    public static DateTimeOffset? DateOf(HeaderMap headers) => headers.TryGetFirst("Date", out string? date) ? HttpDate.Parse(date) : null;

    /// <summary>The clocks of two messages, by their <c>Date</c> first.</summary>
    /// <param name="expected">The headers of the recorded one.</param>
    /// <param name="actual">The headers of the one that came.</param>
    /// <returns>Pairs of moments under which the messages may be compared; one at least.</returns>
    public IEnumerable<(DateTimeOffset? Expected, DateTimeOffset? Actual)> Over(HeaderMap expected, HeaderMap actual)
    {
        DateTimeOffset? recorded = DateOf(expected) ?? Expected;
        DateTimeOffset? came = DateOf(actual);
        yield return (recorded, came ?? Actual);
        if (came is not null && Actual is not null)
        {
            yield return (recorded, Actual);
        }
    }
}
