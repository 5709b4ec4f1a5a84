using System.Collections.Frozen;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>A time in a message of an incident.</summary>
/// <param name="At">When the message had come, in nanoseconds since 1970.</param>
/// <param name="Role">What the message is.</param>
/// <param name="Exchange">Its exchange, or -1.</param>
/// <param name="Call">The dependency call in it, or -1.</param>
/// <param name="Time">The time.</param>
internal readonly record struct SeenTime(long At, MessageRole Role, int Exchange, int Call, WrittenTime Time)
{
    /// <summary>Whether it is in what the service produced.</summary>
    public bool IsMade => Role is MessageRole.Response or MessageRole.CallRequest;
}

/// <summary>Finds the moments of an incident. <c>docs/live-state.md</c> states the rules.</summary>
/// <param name="incident">The incident.</param>
/// <param name="names">Names of what the service decided.</param>
internal sealed class MomentFinder(Incident incident, ProtectedNames names)
{
    // What lasts longer is no lifetime.
    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(3660);

    private readonly MomentWindows _windows = new();
    private readonly Dictionary<int, (long Start, long End)> _own = [];
    private readonly GivenTimes _given = new();
    private readonly Dictionary<long, (HashSet<int> Sources, TimeSpan Ahead)?> _known = [];

    /// <summary>Finds them.</summary>
    public RecordedMoments Find()
    {
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange.Response is not null))
        {
            (long start, long end) = (TicksOf(exchange.Request.Timestamp.UnixNanoseconds), TicksOf(ValueOccurrences.EndOf(exchange)));
            _windows.Add(exchange.Index, start, end);
            _own.Add(exchange.Index, (start, end));
        }

        if (_own.Count == 0)
        {
            return RecordedMoments.None;
        }

        (long first, long last) = (_own.Values.Min(window => window.Start) - LongestAhead.Ticks, _own.Values.Max(window => window.End) + LongestAhead.Ticks);
        SeenTime[] seen = [.. Seen().Where(one => one.Time.Ticks >= first && one.Time.Ticks <= last).OrderBy(one => one.At).ThenBy(one => one.IsMade)];
        foreach (SeenTime one in seen)
        {
            Learn(one);
        }

        var moments = _known.Where(moment => moment.Value is not null).ToDictionary(moment => moment.Key, moment => new MadeMoment(moment.Value!.Value.Sources.ToFrozenSet(), moment.Value.Value.Ahead));
        return moments.Count == 0 ? RecordedMoments.None : new RecordedMoments(names, moments, seen);
    }

    private void Learn(SeenTime one)
    {
        if (!_known.TryGetValue(one.Time.Ticks, out (HashSet<int> Sources, TimeSpan Ahead)? known))
        {
            if (one.IsMade)
            {
                _known.Add(one.Time.Ticks, _given.Has(one.Time) ? null : MomentOf(one));
            }
            else
            {
                _given.Add(one.Time);
            }
        }
        else if (one.IsMade && known is { } moment && MomentOf(one) is { } again && again.Ahead == moment.Ahead)
        {
            // Of a time to the second, which several exchanges make.
            moment.Sources.UnionWith(again.Sources);
        }
    }

    // What was made must have been made by the time that it is shown.
    private (HashSet<int> Sources, TimeSpan Ahead)? MomentOf(SeenTime one)
    {
        HashSet<int> sources = [.. _windows.SourcesOf(one.Time, long.MaxValue).Where(source => incident.Exchanges[source].Request.Timestamp.UnixNanoseconds <= one.At)];
        return sources.Count > 0 ? (sources, TimeSpan.Zero)
            : _own.TryGetValue(one.Exchange, out (long Start, long End) window) && AheadOf(one.Time, window.Start, window.End) is { } ahead ? ([one.Exchange], ahead)
            : null;
    }

    // How many whole minutes a time is from the exchange that shows it first, where that is one number: fifteen minutes, a week, thirty days ago.
    private static TimeSpan? AheadOf(WrittenTime time, long start, long end)
    {
        long least = (long)Math.Ceiling((time.Ticks - end) / (double)TimeSpan.TicksPerMinute);
        long most = (long)Math.Floor((time.Ticks + time.Unit - 1 - start) / (double)TimeSpan.TicksPerMinute);
        return least == most && least != 0 ? TimeSpan.FromMinutes(least) : null;
    }

    private List<SeenTime> Seen()
    {
        var all = new List<SeenTime>();
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            IncidentEvent request = exchange.Request;
            var times = PassingTimes.Of(exchange);
            Add(times.OfRequest, MessageRole.Request, exchange.Index, -1, Uri.UnescapeDataString(request.Url ?? ""), request.Headers, request.Body);
            if (exchange is { Response: { } response, ResponseIsStatusOnly: false })
            {
                Add(times.OfResponse, MessageRole.Response, exchange.Index, -1, "", response.Headers, response.Body);
            }
        }

        ValueOccurrences.ForEachCall(incident, (call, exchange, index) =>
        {
            var times = PassingTimes.Of(call);
            if (CallKey.KnowledgeOf(call) != BodyKnowledge.Unknown)
            {
                Add(times.OfRequest, MessageRole.CallRequest, exchange, index, Uri.UnescapeDataString(RecordedTarget.Of(call).PathAndQuery), call.Headers, call.Body);
            }

            Add(times.OfResponse, MessageRole.CallAnswer, exchange, index, "", call.ResponseHeaders, call.ResponseBody);
        });
        return all;

        void Add(Func<ValuePlace, long> timeOf, MessageRole role, int exchange, int call, string target, HeaderMap headers, RecordedBody body)
        {
            long head = timeOf(new ValuePlace(MessagePart.Header, ""));
            all.AddRange(InText(target)
                .Concat(headers.Where(field => RecordedMoments.MayBeIn(field.Key)).SelectMany(field => field.Value).SelectMany(InText))
                .Select(time => new SeenTime(head, role, exchange, call, time)));
            all.AddRange(InBody(body, headers).Select(found => new SeenTime(timeOf(found.Place), role, exchange, call, found.Time)));
        }
    }

    private IEnumerable<(ValuePlace Place, WrittenTime Time)> InBody(RecordedBody body, HeaderMap headers)
    {
        if (body.Size is 0 or > MessageValues.LargestBody || body.IsTruncated)
        {
            return [];
        }

        var content = BodyContent.Of(body, headers);
        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(content.Bytes, content.ContentEncoding, out bool isDecoded);
        return !isDecoded ? []
            : content.ContentType is null || MediaType.IsJson(content.ContentType) ? JsonScalar.In(bytes).Where(scalar => !names.AreTheNameOf(scalar.Pointer)).SelectMany(scalar => At(scalar.Pointer, scalar.Text))
            : At("", Encoding.Latin1.GetString(bytes.Span));
    }

    private static IEnumerable<(ValuePlace Place, WrittenTime Time)> At(string pointer, string text) => InText(text).Select(time => (new ValuePlace(MessagePart.Body, pointer), time));

    private static IEnumerable<WrittenTime> InText(string text) => WrittenTime.In(text).Select(found => found.Time);

    private static long TicksOf(long unixNanoseconds) => DateTime.UnixEpoch.Ticks + (unixNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Times that the service was given, and may pass on in another form or less exactly.</summary>
    private sealed class GivenTimes
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
