using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>What is known of a message that rules are applied to.</summary>
/// <param name="At">When it was sent, by the clock of the replay or of the recording; <see langword="null"/> when nobody knows, so that no time is near.</param>
internal sealed record NoiseContext(DateTimeOffset? At)
{
    // The clocks of two machines, and the time from making a value to sending it.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // What is meant to be a time away from the message is told anew in each.
    private static readonly TimeSpan TolerancePerDistance = TimeSpan.FromMinutes(1);

    /// <summary>Nothing is known.</summary>
    public static NoiseContext Unknown { get; } = new((DateTimeOffset?)null);

    /// <summary>When it was sent by the clock of the machine, which a service in virtual time may also look at.</summary>
    public DateTimeOffset? Wall { get; init; }

    /// <summary>Recorded times that stand in it in place of those that came, which were now.</summary>
    public IReadOnlySet<string>? Moments { get; init; }

    /// <summary>Whether it is of the recording, and not of the replay.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>How long an incident lasts: what was made at its beginning is still told at its end.</summary>
    public TimeSpan Reach { get; init; }

    /// <summary>Whether a value was given to the service, or is the recorded one as it is, so that a ready set leaves it alone.</summary>
    public Func<string, bool>? IsKept { get; init; }

    /// <summary>Names whose values no ready set is for.</summary>
    public ProtectedNames Protected { get; init; } = ProtectedNames.UsualOnly;

    /// <summary>Of a part of a stream of gRPC, how many messages were before it: rules count them.</summary>
    public int MessagesBefore { get; init; }

    /// <summary>Whether an id is another's, so that it is not fresh.</summary>
    public Func<string, bool>? IsAnothers { get; init; }

    /// <summary>Whether a time was made while the incident lasted, up to this message.</summary>
    /// <param name="seconds">The time, since the Unix epoch.</param>
    /// <param name="offset">How far from the clock it is meant to be, in seconds.</param>
    public bool IsNear(double seconds, double offset)
    {
        TimeSpan later = offset == 0 ? Tolerance : TolerancePerDistance;
        TimeSpan earlier = offset == 0 ? Reach + Tolerance : TolerancePerDistance;
        return IsBetween(At) || IsBetween(Wall);

        bool IsBetween(DateTimeOffset? at) =>
            at is { } now && ((now - DateTimeOffset.UnixEpoch).TotalSeconds + offset - seconds) is var ago && ago >= -later.TotalSeconds && ago <= earlier.TotalSeconds;
    }
}
