using System.Collections.Frozen;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>By what a value is carried forward.</summary>
internal enum ChainMechanism
{
    /// <summary>The recorded value was found again, whole, in a later message.</summary>
    Value,

    /// <summary>Capture redacted the later value; that it comes from here follows from the names of both places.</summary>
    Position,

    /// <summary>A cookie of this name was set before it was sent.</summary>
    Cookie,

    /// <summary>An id, of whatever length, that is known by what it is the id of.</summary>
    Id,
}

/// <summary>A message of an incident, and a place in it.</summary>
/// <param name="Exchange">The exchange, from 0; -1 for a dependency call that belongs to none.</param>
/// <param name="Call">The dependency call in it, from 0; <see langword="null"/> for the exchange's own request or response.</param>
/// <param name="Place">The place.</param>
/// <param name="IsResponse">Whether it is the response of the exchange.</param>
internal readonly record struct ChainEnd(int Exchange, int? Call, ValuePlace Place, bool IsResponse = false);

/// <summary>A value that the service made in the incident and that later messages carry.</summary>
internal sealed record LiveChain
{
    private static readonly TimeSpan LifeTolerance = TimeSpan.FromMinutes(1);

    /// <summary>The place among the chains of the incident.</summary>
    public required int Index { get; init; }

    public required ChainMechanism Mechanism { get; init; }

    /// <summary>The recorded value; <see langword="null"/> where capture redacted it.</summary>
    public required string? Recorded { get; init; }

    /// <summary>The recorded value of a cookie, or its mark; otherwise <see langword="null"/>. It is not looked for in messages.</summary>
    public string? RecordedCookie { get; init; }

    /// <summary>The recorded value by its shape.</summary>
    public required ShapedValue Shape { get; init; }

    public required bool IsNumber { get; init; }

    /// <summary>The fewest and the most digits that the recording shows at such a place.</summary>
    public (int Least, int Most)? Digits { get; init; }

    /// <summary>When the message with the value had ended in the incident.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Where the value is first: in a response, or in a dependency call.</summary>
    public required ChainEnd Source { get; init; }

    /// <summary>The id at the source; <see langword="null"/> of any other mechanism.</summary>
    public FoundId? SourceId { get; init; }

    /// <summary>
    /// Of a value that is first in a message of a WebSocket, the dependency call that shows it next, before a client does; otherwise <see langword="null"/>.
    /// What the service says and what it calls go different ways, so that either may be there first.
    /// </summary>
    public ChainEnd? AlsoInCall { get; init; }

    /// <summary>The id in that call.</summary>
    public FoundId? AlsoInCallId { get; init; }

    /// <summary>The claim of the token at the source that holds the value; <see langword="null"/> when it is the whole.</summary>
    public string? Claim { get; init; }

    /// <summary>Other recorded ids that may come in place of this one, because they were made at the same time.</summary>
    public IReadOnlySet<string> Exchangeable { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether the lists of such things are paged by their ids, so that a cursor (<c>after=17</c>) holds one.</summary>
    public bool IsInCursors { get; init; }

    /// <summary>Where it is carried to, in the order of the incident: requests of exchanges, and dependency calls.</summary>
    public required IReadOnlyList<ChainEnd> Sinks { get; init; }

    /// <summary>Whether the value that comes may differ from the recorded one; one that a dependency answered with may not.</summary>
    public required bool MayDiffer { get; init; }

    /// <summary>Whether the service puts it into a dependency call before anyone else sees it.</summary>
    public bool IsFromCall => Source.Call is not null;

    /// <summary>The place in a dependency call that may be the first to show the value; <see langword="null"/> where there is none.</summary>
    public ChainEnd? InCall => IsFromCall ? Source : AlsoInCall;

    /// <summary>Whether a value that came can take the place of the recorded one: of the same type and shape, and with the same meaning.</summary>
    /// <param name="live">What is at the source.</param>
    /// <param name="toRecorded">The recorded text for a text that came.</param>
    /// <param name="now">The moments that it may be now for the service; none when that is not known.</param>
    public bool Accepts(FoundValue live, Func<string, string>? toRecorded = null, params ReadOnlySpan<DateTimeOffset> now) => Recorded is null
        ? !live.IsNumber && live.Text.Length > 0 && !live.Text.AsSpan().ContainsAny(" \r\n\t")
        : live.IsNumber == IsNumber && (live.Text == Recorded || (MayDiffer && IsSameKind(live.Text, toRecorded) && LivesAsLong(live.Text, now)));

    // A token that chains by its place need not look like one.
    private bool IsSameKind(string live, Func<string, string>? toRecorded) =>
        Mechanism == ChainMechanism.Id ? ShortId.IsSameKind(Recorded!, live)
        : Shape.MayChain ? Shape.IsSameKind(live, Digits, toRecorded)
        : Mechanism == ChainMechanism.Position && live.Length > 0 && !live.AsSpan().ContainsAny(" \r\n\t");

    // A token that says only when it ends is held against the clock; a service whose clock is not the replay's, or was not the recorder's, is not.
    private bool LivesAsLong(string live, ReadOnlySpan<DateTimeOffset> now)
    {
        if (now.IsEmpty || JsonWebToken.LifeOf(Recorded!, RecordedAt) is not { } recorded || recorded <= TimeSpan.Zero)
        {
            return true;
        }

        foreach (DateTimeOffset moment in now)
        {
            if (JsonWebToken.LifeOf(live, moment) is { } life && (life <= TimeSpan.Zero || (life - recorded).Duration() <= LifeTolerance + (recorded.Duration() / 10)))
            {
                return true;
            }
        }

        return false;
    }
}
