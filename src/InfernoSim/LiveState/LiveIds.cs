using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>The ids that the service gave one worker in place of the recorded ones, each known by what it is the id of.</summary>
internal sealed class LiveIds
{
    /// <summary>Stands for a value that is none of the worker's own, so that all workers see the same difference.</summary>
    public const string Rejected = "not-of-the-recorded-kind";

    private readonly Dictionary<(string Resource, string Text), string> _toLive = [];
    private readonly Dictionary<(string Resource, string Text), string> _toRecorded = [];
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inCursors = new(StringComparer.Ordinal);

    // From live to recorded ids, for the places of which it is not known what they are the ids of.
    private readonly List<TokenPair> _pairs = [];

    /// <summary>Ids with what the service gave in their place.</summary>
    /// <param name="given">The chains of ids, with what the service gave.</param>
    public static LiveIds Of(IEnumerable<(LiveChain Chain, string Live)> given)
    {
        var ids = new LiveIds();
        foreach ((LiveChain chain, string live) in given)
        {
            ids.Add(chain, live);
        }

        return ids;
    }

    /// <summary>Adds an id.</summary>
    /// <param name="chain">Its chain.</param>
    /// <param name="live">What the service gave; <see langword="null"/> where it is not known yet: then no other id is taken for one of its resource.</param>
    public void Add(LiveChain chain, string? live)
    {
        string resource = chain.SourceId!.Value.Resource;
        _resources.Add(resource);
        if (chain.IsInCursors)
        {
            _inCursors.Add(resource);
        }

        if (live is null)
        {
            return;
        }

        _toLive[(resource, chain.Recorded!)] = live;
        _toRecorded[(resource, live)] = chain.Recorded!;
        if (live != chain.Recorded)
        {
            _pairs.Add(new TokenPair(live, chain.Recorded!, ShortId.IsNumber(live)));
        }
    }

    /// <summary>What the messages of an exchange are about.</summary>
    /// <param name="exchange">The exchange.</param>
    public static string? SubjectOf(RecordedExchange exchange) =>
        exchange.Response is { Status: 201 } response && response.Headers.TryGetFirst("Location", out string? location)
            ? UrlIds.SubjectOf(location)
            : UrlIds.SubjectOf(exchange.Request.Url ?? "/");

    /// <summary>The ids of a response.</summary>
    /// <param name="exchange">The exchange as it was recorded.</param>
    /// <param name="headers">The headers that came.</param>
    /// <param name="body">The body that came.</param>
    public static IReadOnlyList<FoundId> In(RecordedExchange exchange, HeaderMap headers, BodyContent body)
    {
        var found = new List<FoundId>();
        MessageIds ids = Noting(SubjectOf(exchange), found.Add, mayBeWords: true);
        ids.Headers(headers);
        ids.Body(body);
        return found;
    }

    /// <summary>The ids of a dependency call.</summary>
    /// <param name="call">The call.</param>
    public static IReadOnlyList<FoundId> In(DependencyRequest call)
    {
        var found = new List<FoundId>();
        MessageIds ids = Noting(UrlIds.SubjectOf(call.PathAndQuery), found.Add, mayBeWords: true);
        ids.Target(call.PathAndQuery);
        ids.Headers(call.Headers);
        ids.Body(BodyContent.Of(call.Body, call.Headers));
        return found;
    }

    /// <summary>Looks for ids and replaces none.</summary>
    /// <param name="subject">What the message is about.</param>
    /// <param name="note">Told each id.</param>
    /// <param name="mayBeWords">Whether they need have no digit, since they are held against recorded ones.</param>
    public static MessageIds Noting(string? subject, Action<FoundId> note, bool mayBeWords = false) => new(
        subject,
        id =>
        {
            note(id);
            return null;
        },
        mayBeWords);

    /// <summary>These ids, with those of a message that are not this worker's, so that texts that name them are alike for all workers.</summary>
    /// <param name="found">The ids of the message.</param>
    public LiveIds WithOthers(IEnumerable<FoundId> found)
    {
        foreach (FoundId other in found.Where(id => id.Cursor is null && (id.IsExplicit || _resources.Contains(id.Resource)) && RecordedOf(id) is null).DistinctBy(id => (id.Resource, id.Text)))
        {
            _pairs.AddRange(_toLive.Keys.Where(known => ResourceName.MayBeOne(known.Resource, other.Resource)).Select(known => new TokenPair(other.Text, known.Text, ShortId.IsNumber(other.Text))));
        }

        return this;
    }

    /// <summary>These ids as they are replaced by recorded ones in a message that came.</summary>
    /// <param name="subject">What the message is about.</param>
    /// <param name="isAgreed">Whether it is for what workers agree on.</param>
    public PlacedIds In(string? subject, bool isAgreed) => new(subject, isAgreed ? ToAgreed : ToRecorded, _pairs, isAgreed);

    /// <summary>The rule that puts live ids in place of recorded ones.</summary>
    /// <param name="id">A recorded id.</param>
    public string? ToLive(FoundId id) => IsKnown(id) ? _toLive.GetValueOrDefault((id.Resource, id.Text)) : null;

    /// <summary>
    /// The rule that puts recorded ids in place of live ones. The recorded id itself is another's where this worker was given one of its own.
    /// What is in a cursor may count things: it is replaced only where the recording has the id.
    /// </summary>
    /// <param name="id">An id that came.</param>
    private string? ToRecorded(FoundId id) =>
        id.Cursor is not null || !IsKnown(id) ? null
        : _toRecorded.TryGetValue((id.Resource, id.Text), out string? recorded) ? recorded
        : _toLive.TryGetValue((id.Resource, id.Text), out string? live) ? $"{id.Text} (of another, own is {live})"
        : id.Text;

    /// <summary>As <see cref="ToRecorded"/>, with one text for all ids that are not this worker's: each worker is shown another wrong one.</summary>
    /// <param name="id">An id that came.</param>
    private string? ToAgreed(FoundId id) =>
        !MayBeKnown(id) && !(id is { Cursor: null, IsExplicit: true } && _resources.Any(own => ResourceName.MayBeOne(own, id.Resource))) ? null
        : RecordedOf(id) is not { } recorded ? Rejected
        : id.Cursor is { } cursor && cursor != id.Text ? $"own {recorded}"
        : recorded;

    private string? RecordedOf(FoundId id) => _toRecorded.TryGetValue((id.Resource, id.Text), out string? recorded)
        ? recorded
        : _toRecorded.FirstOrDefault(own => own.Key.Text == id.Text && ResourceName.MayBeOne(own.Key.Resource, id.Resource)).Value;

    // One with the shape of a token is a value of its own, and carried as such. Of what comes back that is not asked: a longer id gives its cursor another shape.
    private bool IsKnown(FoundId id) => MayBeKnown(id) && !(id.Cursor is { } cursor && ShapedValue.Of(cursor).MayChain);

    // In a cursor only where the pages of the incident show that it is an id.
    private bool MayBeKnown(FoundId id) => (id.Cursor is null ? _resources : _inCursors).Contains(id.Resource);
}
