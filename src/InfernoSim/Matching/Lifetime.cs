namespace InfernoSim.Matching;

/// <summary>How long something is good for from the moment it was sent.</summary>
/// <param name="Seconds">How long; <see langword="null"/> for no end that is given; 0 for not at all.</param>
/// <param name="IsExact">Whether the message says a number of seconds rather than a date.</param>
internal readonly record struct Lifetime(double? Seconds, bool IsExact)
{
    // Two clocks are read, that of the value and that of Date or of the recorder, with a busy service between them.
    private const double Slack = 10;

    // A number of seconds that is worked out from a date may lose one on the way.
    private const double Rounding = 2;

    private const double Share = 0.01;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>No end is given: a session cookie.</summary>
    public static Lifetime Open { get; } = new(null, true);

    /// <summary>Whether it has ended before it began: a deletion, or what is stale at once.</summary>
    public bool IsOver => Seconds <= 0;

    /// <summary>What kind it is, in a word.</summary>
    public string Kind => Seconds is null ? "session" : IsOver ? "over" : "kept";

    /// <summary>From now to a date.</summary>
    /// <param name="date">The date.</param>
    /// <param name="now">When the message was sent; without it a date of the last century is over, and any other is not.</param>
    /// <returns>The lifetime.</returns>
    public static Lifetime Until(DateTimeOffset date, DateTimeOffset? now) =>
        new(now is { } sent ? Math.Max(0, (date - sent).TotalSeconds) : date.Year < 2000 ? 0 : double.NaN, false);

    /// <summary>Whether another message says the same, within what clocks and rounding add.</summary>
    /// <param name="other">The lifetime in the other message.</param>
    /// <returns><see langword="true"/> when it does. Where a lifetime could not be measured, its kind decides.</returns>
    public bool IsLike(Lifetime other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        if (Seconds is not { } mine || other.Seconds is not { } theirs || IsOver || double.IsNaN(mine) || double.IsNaN(theirs))
        {
            return true;
        }

        double allowed = IsExact && other.IsExact ? Rounding : Math.Max(Slack, Share * Math.Max(mine, theirs));
        return Math.Abs(mine - theirs) <= allowed;
    }

    /// <summary>Whether two dates end at a turn of the hour or the day, so that how far it is away depends on when one asks.</summary>
    /// <param name="one">A date.</param>
    /// <param name="other">Another.</param>
    /// <param name="distance">What lies between the two lifetimes, in seconds.</param>
    /// <returns><see langword="true"/> when both are whole hours and their lifetimes less than a day apart.</returns>
    public static bool EndAtTurn(DateTimeOffset one, DateTimeOffset other, double distance) =>
        one.UtcDateTime.TimeOfDay.Ticks % TimeSpan.TicksPerHour == 0
        && other.UtcDateTime.TimeOfDay.Ticks % TimeSpan.TicksPerHour == 0
        && Math.Abs(distance) < Day.TotalSeconds;
}
