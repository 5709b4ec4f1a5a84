namespace InfernoSim.Capture.AspNetCore.Triggers;

/// <summary>What freezes a recording by itself.</summary>
/// <param name="kind">What it is called in an incident.</param>
internal abstract class Trigger(string kind)
{
    /// <summary>What it is called in an incident.</summary>
    public string Kind => kind;
}

/// <summary>A trigger that looks at exchanges when they end.</summary>
/// <param name="kind">What it is called in an incident.</param>
/// <param name="see">Says why to freeze; <see langword="null"/> for no reason.</param>
internal sealed class ExchangeTrigger(string kind, Func<EndedExchange, string?> see) : Trigger(kind), IWatchExchanges
{
    /// <inheritdoc/>
    public string? See(EndedExchange ended, DateTimeOffset now) => see(ended);
}

/// <summary>A trigger that is met when the service logs an event.</summary>
/// <param name="eventId">Its id; <see langword="null"/> for any.</param>
/// <param name="eventName">Its name; <see langword="null"/> for any.</param>
internal sealed class LogTrigger(int? eventId, string? eventName) : Trigger("log")
{
    /// <summary>Whether an event meets it.</summary>
    public bool IsMetBy(int id, string? name) => (eventId is null || eventId == id) && (eventName is null || eventName == name);
}

/// <summary>A trigger that is met when an instrument shows more than a limit.</summary>
/// <param name="meter">The name of the meter.</param>
/// <param name="instrument">The name of the instrument.</param>
/// <param name="above">The limit.</param>
internal sealed class MeterTrigger(string meter, string instrument, double above) : Trigger("meter")
{
    /// <summary>The name of the meter.</summary>
    public string Meter => meter;

    /// <summary>The name of the instrument.</summary>
    public string Instrument => instrument;

    /// <summary>The limit.</summary>
    public double Above => above;
}

/// <summary>Looks at exchanges when they end.</summary>
internal interface IWatchExchanges
{
    /// <summary>An exchange has ended.</summary>
    /// <param name="ended">The exchange.</param>
    /// <param name="now">When.</param>
    /// <returns>Why to freeze; <see langword="null"/> for no reason.</returns>
    string? See(EndedExchange ended, DateTimeOffset now);
}
