using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>A moment that the service made while it was recorded: a time that was now in the exchange that made it, or a set time away from now.</summary>
/// <param name="Sources">The exchanges that may have made it: those in whose time it was.</param>
/// <param name="Ahead">How far it was ahead of now; 0 for now.</param>
internal sealed record MadeMoment(FrozenSet<int> Sources, TimeSpan Ahead)
{
    /// <summary>The now that a time is as far ahead of.</summary>
    /// <param name="time">The time.</param>
    public WrittenTime NowOf(WrittenTime time) => time with { Ticks = time.Ticks - Ahead.Ticks };
}

/// <summary>
/// The moments of an incident: times that the service first showed, in a response or in a dependency call, and that were in the time of an
/// exchange, or whole minutes away from the one that shows it. A time that it was given, or that is of another day, is none. Immutable.
/// </summary>
internal sealed class RecordedMoments
{
    // These are about the message or the one who sends it, and dates of caches and cookies are compared by their distance.
    private static readonly FrozenSet<string> LeftOut = FrozenSet.ToFrozenSet(
        ["Authorization", "Cookie", "Set-Cookie", "Expires", "Retry-After", "Baggage"],
        StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<long, MadeMoment> _moments;
    private readonly FrozenSet<int> _responses;
    private readonly FrozenSet<(int Exchange, int Call)> _calls;
    private readonly FrozenSet<int> _callers;
    private readonly FrozenSet<int> _requests;
    private readonly FrozenDictionary<string, int> _exactness;

    /// <param name="names">Names of what the service decided.</param>
    /// <param name="moments">The moments, by what they say.</param>
    /// <param name="shown">Where times are shown.</param>
    public RecordedMoments(ProtectedNames names, IReadOnlyDictionary<long, MadeMoment> moments, IEnumerable<SeenTime> shown)
    {
        Protected = names;
        _moments = moments.ToFrozenDictionary();
        SeenTime[] all = [.. shown.Where(seen => moments.ContainsKey(seen.Time.Ticks))];
        _responses = all.Where(seen => seen.Role == MessageRole.Response).Select(seen => seen.Exchange).ToFrozenSet();
        _calls = all.Where(seen => seen.Role == MessageRole.CallRequest).Select(seen => (seen.Exchange, seen.Call)).ToFrozenSet();
        _callers = _calls.Select(call => call.Exchange).ToFrozenSet();
        _requests = all.Where(seen => seen.Role == MessageRole.Request).Select(seen => seen.Exchange).ToFrozenSet();
        _exactness = all.GroupBy(seen => seen.Time.Form).ToFrozenDictionary(form => form.Key, form => form.Max(seen => seen.Time.Exactness));
    }

    public static RecordedMoments None { get; } = new(ProtectedNames.UsualOnly, FrozenDictionary<long, MadeMoment>.Empty, []);

    /// <summary>Names of what the service decided, whatever it looks like.</summary>
    public ProtectedNames Protected { get; }

    /// <summary>Whether there are any.</summary>
    public bool Any => _moments.Count > 0;

    /// <summary>Finds the moments of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="names">Names of what the service decided.</param>
    public static RecordedMoments Of(Incident incident, ProtectedNames names) => new MomentFinder(incident, names).Find();

    /// <summary>The moment that a recorded time is.</summary>
    /// <param name="time">The time.</param>
    /// <returns><see langword="null"/> when it was not made by an exchange.</returns>
    public MadeMoment? Find(WrittenTime time) => _moments.GetValueOrDefault(time.Ticks);

    /// <summary>Whether the response of an exchange shows moments.</summary>
    public bool AreInResponse(int exchange) => _responses.Contains(exchange);

    /// <summary>Whether a dependency call shows moments.</summary>
    public bool AreInCall(int exchange, int call) => _calls.Contains((exchange, call));

    /// <summary>Whether some dependency call of an exchange shows moments.</summary>
    public bool AreInCalls(int exchange) => _callers.Contains(exchange);

    /// <summary>Whether the request of an exchange carries moments that the service made before.</summary>
    public bool AreInRequest(int exchange) => _requests.Contains(exchange);

    /// <summary>How exactly times of one form are written in the incident, at most.</summary>
    public int ExactnessOf(WrittenTime time) => _exactness.GetValueOrDefault(time.Form, time.Exactness);

    /// <summary>Whether moments are looked for in a header.</summary>
    /// <param name="name">Its name.</param>
    public static bool MayBeIn(string name) => !LeftOut.Contains(name) && !HeaderComparer.IsVolatile(name);
}
