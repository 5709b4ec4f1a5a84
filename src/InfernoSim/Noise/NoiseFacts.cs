using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>What an incident tells about values that may be fresh. The bodies are searched only when a rule asks.</summary>
internal sealed class NoiseFacts
{
    private readonly Lazy<Dictionary<string, DateTimeOffset>> _given;
    private readonly Lazy<HashSet<string>> _made;

    private NoiseFacts(TimeSpan length, Func<IEnumerable<(string Value, IncidentTimestamp At)>> given, Func<HashSet<string>> made)
    {
        Length = length;
        _given = new Lazy<Dictionary<string, DateTimeOffset>>(() => FirstTimes(given()));
        _made = new Lazy<HashSet<string>>(made);
    }

    /// <summary>Nothing is known.</summary>
    public static NoiseFacts None { get; } = new(TimeSpan.Zero, () => [], () => []);

    /// <summary>Names whose values no ready set is for.</summary>
    public ProtectedNames Protected { get; private init; } = ProtectedNames.UsualOnly;

    /// <summary>From the first event of the incident to the last.</summary>
    public TimeSpan Length { get; }

    /// <summary>Reads an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="names">Names whose values no ready set is for; the usual ones when omitted.</param>
    public static NoiseFacts Of(Incident incident, ProtectedNames? names = null) => new(
        LengthOf(incident),
        () => incident.Exchanges.SelectMany(exchange => InRequest(exchange.Request).Select(value => (value, exchange.Request.Timestamp)))
            .Concat(CallsOf(incident).SelectMany(call => InAnswer(call).Select(value => (value, new IncidentTimestamp(call.Timestamp.UnixNanoseconds + call.DurationNanoseconds))))),
        () => [.. incident.Exchanges.SelectMany(exchange => exchange.Response is { } response ? InRequest(response) : []).Concat(CallsOf(incident).SelectMany(InRequest))])
    {
        Protected = names ?? ProtectedNames.UsualOnly,
    };

    /// <summary>Whether the service was given a value, by a request or by the answer of a dependency, so that it has not made it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="by">By when; a value that comes back later, as from a database, may be one that the service has made. <see langword="null"/> for ever.</param>
    public bool IsGiven(string value, DateTimeOffset? by = null) =>
        FreshSet.KeyOf(value) is { } key && _given.Value.TryGetValue(key, out DateTimeOffset given) && (by is null || given <= by);

    /// <summary>Whether a value is anywhere in the incident, so that it was not made by a replay.</summary>
    public bool IsRecorded(string value) => FreshSet.KeyOf(value) is { } key && (_given.Value.ContainsKey(key) || _made.Value.Contains(key));

    /// <summary>What is known of a message of this incident, or of its replay.</summary>
    /// <param name="at">When it was sent; <see langword="null"/> when nobody knows.</param>
    public NoiseContext ContextOf(DateTimeOffset? at) => AddTo(new NoiseContext(at));

    /// <summary>What is known of a recorded message: what the service had been given by then.</summary>
    /// <param name="at">When it was sent.</param>
    public NoiseContext ContextOfRecorded(DateTimeOffset at) => ContextOf(at) with { IsRecorded = true, IsKept = value => IsGiven(value, at) };

    /// <summary>Adds what the incident tells to what is known of a message.</summary>
    /// <param name="context">What is known of it.</param>
    public NoiseContext AddTo(NoiseContext context) => context with { Reach = Length, IsKept = value => IsGiven(value), Protected = Protected };

    /// <summary>The values in a message of the service.</summary>
    public static HashSet<string> In(HeaderMap headers, ReadOnlyMemory<byte> body) => [.. InHeaders(headers), .. InBody(body, headers)];

    private static Dictionary<string, DateTimeOffset> FirstTimes(IEnumerable<(string Value, IncidentTimestamp At)> given)
    {
        var first = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach ((string value, IncidentTimestamp at) in given)
        {
            DateTimeOffset time = at.ToDateTimeOffset();
            if (!first.TryGetValue(value, out DateTimeOffset known) || time < known)
            {
                first[value] = time;
            }
        }

        return first;
    }

    /// <summary>How long an incident lasts.</summary>
    /// <param name="incident">The incident.</param>
    public static TimeSpan LengthOf(Incident incident)
    {
        long[] times =
        [
            .. incident.Exchanges.SelectMany(exchange => (long[])[exchange.Request.Timestamp.UnixNanoseconds, (exchange.Response ?? exchange.Request).Timestamp.UnixNanoseconds]),
        ];
        return times.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((times.Max() - times.Min()) / TimeSpan.NanosecondsPerTick);
    }

    private static IEnumerable<IncidentEvent> CallsOf(Incident incident) =>
        incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls);

    // The primary fields: of a response what it says, of a call its request.
    private static IEnumerable<string> InRequest(IncidentEvent request) =>
        FreshSet.KeysIn(Uri.UnescapeDataString(request.Url ?? "")).Concat(InHeaders(request.Headers)).Concat(InBody(request.Body.GetBytes(), request.Headers));

    private static IEnumerable<string> InAnswer(IncidentEvent call) => InHeaders(call.ResponseHeaders).Concat(InBody(call.ResponseBody.GetBytes(), call.ResponseHeaders));

    private static IEnumerable<string> InHeaders(HeaderMap headers) =>
        headers.Where(field => !HeaderComparer.IsVolatile(field.Key)).SelectMany(field => field.Value).SelectMany(FreshSet.KeysIn);

    private static IEnumerable<string> InBody(ReadOnlyMemory<byte> body, HeaderMap headers)
    {
        if (body.IsEmpty)
        {
            return [];
        }

        using DecodedBody decoded = DecodedBody.Read(BodyContent.Of(body, headers));
        string text = Encoding.Latin1.GetString(decoded.Bytes.Span);
        return FreshSet.KeysIn(decoded.IsForm ? Uri.UnescapeDataString(text) : text);
    }
}
