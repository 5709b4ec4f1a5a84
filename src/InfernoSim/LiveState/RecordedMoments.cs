using System.Collections.Frozen;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>A moment that the service made while it was recorded: a time that was now in the exchange that made it.</summary>
/// <param name="Sources">The exchanges that may have made it: those in whose time it was.</param>
internal sealed record MadeMoment(FrozenSet<int> Sources);

/// <summary>
/// The moments of an incident: times that the service first showed, in a response or in a dependency call, and that were in the time of an
/// exchange. A time that it was given, or that is of another day, is none. Immutable.
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

    private RecordedMoments(ProtectedNames names, Dictionary<long, MadeMoment> moments, IEnumerable<Seen> shown)
    {
        Protected = names;
        _moments = moments.ToFrozenDictionary();
        Seen[] all = [.. shown.Where(seen => moments.ContainsKey(seen.Time.Ticks))];
        _responses = all.Where(seen => seen.Role == MessageRole.Response).Select(seen => seen.Exchange).ToFrozenSet();
        _calls = all.Where(seen => seen.Role == MessageRole.CallRequest).Select(seen => (seen.Exchange, seen.Call)).ToFrozenSet();
        _callers = _calls.Select(call => call.Exchange).ToFrozenSet();
        _requests = all.Where(seen => seen.Role == MessageRole.Request).Select(seen => seen.Exchange).ToFrozenSet();
        _exactness = all.GroupBy(seen => seen.Time.Form).ToFrozenDictionary(form => form.Key, form => form.Max(seen => seen.Time.Exactness));
    }

    public static RecordedMoments None { get; } = new(ProtectedNames.UsualOnly, [], []);

    /// <summary>Names of what the service decided, whatever it looks like.</summary>
    public ProtectedNames Protected { get; }

    /// <summary>Whether there are any.</summary>
    public bool Any => _moments.Count > 0;

    /// <summary>Finds the moments of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="names">Names of what the service decided.</param>
    public static RecordedMoments Of(Incident incident, ProtectedNames names)
    {
        var windows = new MomentWindows();
        (long first, long last) = (long.MaxValue, long.MinValue);
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange.Response is not null))
        {
            (long start, long end) = (TicksOf(exchange.Request.Timestamp.UnixNanoseconds), TicksOf(ValueOccurrences.EndOf(exchange)));
            windows.Add(exchange.Index, start, end);
            (first, last) = (Math.Min(first, start), Math.Max(last, end));
        }

        if (first > last)
        {
            return None;
        }

        // Far from the incident nothing is now.
        long reach = TimeSpan.TicksPerSecond + MomentWindows.Tolerance.Ticks;
        List<Seen> seen = [.. In(incident, names).Where(one => one.Time.Ticks >= first - reach && one.Time.Ticks <= last + reach).OrderBy(one => one.At).ThenBy(one => one.IsMade)];
        var given = new Given();
        var moments = new Dictionary<long, MadeMoment>();
        var others = new HashSet<long>();
        foreach (Seen one in seen.Where(one => !moments.ContainsKey(one.Time.Ticks)))
        {
            if (!one.IsMade)
            {
                given.Add(one.Time);
            }
            else if (!others.Contains(one.Time.Ticks))
            {
                int[] sources = given.Has(one.Time) ? [] : [.. windows.SourcesOf(one.Time, last).Where(source => HasBegun(incident, source, one.At))];
                _ = sources.Length == 0 ? others.Add(one.Time.Ticks) : moments.TryAdd(one.Time.Ticks, new MadeMoment(sources.ToFrozenSet()));
            }
        }

        return moments.Count == 0 ? None : new RecordedMoments(names, moments, seen);
    }

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

    // What was made must have been made by the time that it is shown.
    private static bool HasBegun(Incident incident, int exchange, long at) => incident.Exchanges[exchange].Request.Timestamp.UnixNanoseconds <= at;

    private static List<Seen> In(Incident incident, ProtectedNames names)
    {
        var all = new List<Seen>();
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            IncidentEvent request = exchange.Request;
            Add(request.Timestamp.UnixNanoseconds, MessageRole.Request, exchange.Index, -1, Uri.UnescapeDataString(request.Url ?? ""), request.Headers, request.Body);
            if (exchange is { Response: { } response, ResponseIsStatusOnly: false })
            {
                Add(ValueOccurrences.EndOf(exchange), MessageRole.Response, exchange.Index, -1, "", response.Headers, response.Body);
            }
        }

        ValueOccurrences.ForEachCall(incident, (call, exchange, index) =>
        {
            if (CallKey.KnowledgeOf(call) != BodyKnowledge.Unknown)
            {
                Add(call.Timestamp.UnixNanoseconds, MessageRole.CallRequest, exchange, index, Uri.UnescapeDataString(RecordedTarget.Of(call).PathAndQuery), call.Headers, call.Body);
            }

            Add(call.Timestamp.UnixNanoseconds + call.DurationNanoseconds, MessageRole.CallAnswer, exchange, index, "", call.ResponseHeaders, call.ResponseBody);
        });
        return all;

        void Add(long at, MessageRole role, int exchange, int call, string target, HeaderMap headers, RecordedBody body) => all.AddRange(
            InText(target).Concat(headers.Where(field => MayBeIn(field.Key)).SelectMany(field => field.Value).SelectMany(InText)).Concat(InBody(body, headers, names))
                .Select(time => new Seen(at, role, exchange, call, time)));
    }

    private static IEnumerable<WrittenTime> InBody(RecordedBody body, HeaderMap headers, ProtectedNames names)
    {
        if (body.Size is 0 or > MessageValues.LargestBody || body.IsTruncated)
        {
            return [];
        }

        var content = BodyContent.Of(body, headers);
        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(content.Bytes, content.ContentEncoding, out bool isDecoded);
        return !isDecoded ? []
            : IsJson(content.ContentType) ? JsonScalar.In(bytes).Where(scalar => !names.AreTheNameOf(scalar.Pointer)).SelectMany(scalar => InText(scalar.Text))
            : InText(Encoding.Latin1.GetString(bytes.Span));
    }

    /// <summary>Whether a body is looked at value by value.</summary>
    /// <param name="contentType">Its media type.</param>
    public static bool IsJson(string? contentType) => contentType is null || MediaType.IsJson(contentType);

    private static IEnumerable<WrittenTime> InText(string text) => WrittenTime.In(text).Select(found => found.Time);

    private static long TicksOf(long unixNanoseconds) => DateTime.UnixEpoch.Ticks + (unixNanoseconds / TimeSpan.NanosecondsPerTick);

    private readonly record struct Seen(long At, MessageRole Role, int Exchange, int Call, WrittenTime Time)
    {
        public bool IsMade => Role is MessageRole.Response or MessageRole.CallRequest;
    }

    /// <summary>Times that the service was given, and may pass on in another form or less exactly.</summary>
    private sealed class Given
    {
        private static readonly long[] Units = [1, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond];

        private readonly HashSet<(long Unit, long Ticks)> _times = [];

        public void Add(WrittenTime time)
        {
            _times.Add((0, time.Ticks));
            foreach (long unit in Units.Where(unit => unit >= time.Unit))
            {
                _times.Add((unit, time.Ticks / unit * unit));
                _times.Add((unit, (time.Ticks + (unit / 2)) / unit * unit));
            }
        }

        public bool Has(WrittenTime time) => _times.Contains((0, time.Ticks)) || _times.Contains((time.Unit, time.Ticks));
    }
}
