using InfernoSim.Capture.AspNetCore.Triggers;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>What freezes a recording by itself. Every method adds a trigger, and the first that is met makes the incident.</summary>
public sealed class FreezeTriggers
{
    private readonly List<Trigger> _all = [];

    internal IReadOnlyList<Trigger> All => _all;

    /// <summary>A share of the responses within a time have a status of 500 or more.</summary>
    /// <param name="share">The share, above 0 and up to 1.</param>
    /// <param name="within">The time.</param>
    /// <param name="least">How many responses there have to be within it, so that one of two is no share.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public FreezeTriggers ServerErrors(double share, TimeSpan within, int least = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return Add(new ShareTrigger("server-errors", static ended => ended.Status >= 500, share, Positive(within), Positive(least), (bad, all) => $"{bad} of {all} responses within {within} had a status of 500 or more"));
    }

    /// <summary>A percentile of the time to the end of the response, over the responses within a time, lies above a limit.</summary>
    /// <param name="percentile">The percentile as a share, such as 0.99.</param>
    /// <param name="above">The limit.</param>
    /// <param name="within">The time.</param>
    /// <param name="least">How many responses there have to be within it.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public FreezeTriggers Latency(double percentile, TimeSpan above, TimeSpan within, int least = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percentile, 1);

        // The percentile lies above the limit as soon as more than the rest of the responses do.
        return Add(new ShareTrigger("latency", ended => ended.Duration > above, 1 - percentile, Positive(within), Positive(least), (slow, all) => $"{slow} of {all} responses within {within} took more than {above}", mustExceed: true));
    }

    /// <summary>The service throws an exception that nothing but its last handler catches.</summary>
    /// <typeparam name="TException">Its type, or one that it derives from.</typeparam>
    /// <returns>This.</returns>
    public FreezeTriggers Exception<TException>()
        where TException : Exception =>
        Add(new ExchangeTrigger("exception", static ended => ended.Exception is TException thrown ? $"{ended.Method} {ended.Path} threw {thrown.GetType().FullName}" : null));

    /// <summary>A response has a status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="route">The route as the service maps it, such as <c>/orders/{id}</c>, or a path; any when omitted.</param>
    /// <returns>This.</returns>
    public FreezeTriggers Status(int status, string? route = null) =>
        Add(new ExchangeTrigger("status", ended => ended.Status == status && (route is null || ended.IsOf(route)) ? $"{ended.Method} {ended.Path} was answered with {status}" : null));

    /// <summary>An instrument of the service shows more than a limit: a measurement of a gauge or a histogram, the sum of a counter.</summary>
    /// <param name="meter">The name of the meter.</param>
    /// <param name="instrument">The name of the instrument.</param>
    /// <param name="above">The limit.</param>
    /// <returns>This.</returns>
    public FreezeTriggers Meter(string meter, string instrument, double above)
    {
        ArgumentException.ThrowIfNullOrEmpty(meter);
        ArgumentException.ThrowIfNullOrEmpty(instrument);
        return Add(new MeterTrigger(meter, instrument, above));
    }

    /// <summary>The service logs an event, whatever its level; what its log filters leave out is not seen.</summary>
    /// <param name="eventId">The id of the event.</param>
    /// <returns>This.</returns>
    public FreezeTriggers Log(int eventId) => Add(new LogTrigger(eventId, null));

    /// <summary>The service logs an event, whatever its level; what its log filters leave out is not seen.</summary>
    /// <param name="eventName">The name of the event.</param>
    /// <returns>This.</returns>
    public FreezeTriggers Log(string eventName)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return Add(new LogTrigger(null, eventName));
    }

    private FreezeTriggers Add(Trigger trigger)
    {
        _all.Add(trigger);
        return this;
    }

    private static TimeSpan Positive(TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(within, TimeSpan.Zero);
        return within;
    }

    private static int Positive(int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        return least;
    }
}
