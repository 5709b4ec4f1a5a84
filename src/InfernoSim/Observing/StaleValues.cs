using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.ResourceIds;
using InfernoSim.Responses;

namespace InfernoSim.Observing;

/// <summary>Values that were taken for fresh ones and, seen over all runs and workers, are not: differences at the place they came from.</summary>
internal static class StaleValues
{
    /// <summary>Finds them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="chains">What came of each chain.</param>
    public static IEnumerable<Divergence> Of(ReplayPlan plan, IEnumerable<JudgedChain> chains)
    {
        foreach (JudgedChain judged in chains.Where(judged => judged.Freshness is Freshness.Shared or Freshness.Rounded))
        {
            LiveChain chain = judged.Chain;
            PlannedExchange? exchange = plan.Find(chain.Source.Exchange);
            Difference? difference = exchange is null ? null : chain.IsFromCall ? InCall(plan, exchange, judged) : InResponse(exchange, judged);
            if (difference is { } found)
            {
                yield return new Divergence
                {
                    Kind = found.Kind,
                    Run = judged.Owner.Run,
                    Worker = judged.Owner.Worker,
                    Exchange = chain.Source.Exchange,
                    Call = chain.Source.Call,
                    Request = exchange!.Display,
                    CallRequest = chain.Source.Call is { } call ? exchange.Calls[call].Display : null,
                    Location = found.Location,
                    Expected = Masked(chain, chain.Recorded, found.Expected),
                    Got = Masked(chain, judged.Live, found.Got),
                    Note = NoteOf(judged),
                    Count = judged.Owners,
                };
            }
        }
    }

    private static string Masked(LiveChain chain, string? value, string text) =>
        value is not null && ChainText.IsSecret(chain) ? text.Replace(value, ChainText.Value(chain, value), StringComparison.Ordinal) : text;

    private static string NoteOf(JudgedChain judged) => judged.Freshness == Freshness.Rounded
        ? "the value is not taken for a fresh one: each that came has lost its last digits, as in a number of double precision"
        : "the value is not taken for a fresh one: two workers or runs were given the same";

    // What the comparison says of the recorded response with this value in it; nothing when a rule ignores the place.
    private static Difference? InResponse(PlannedExchange exchange, JudgedChain judged)
    {
        LiveChain chain = judged.Chain;
        if (chain.Recorded is not { } value || chain.Mechanism == ChainMechanism.Cookie || chain.Source.Place.Part == MessagePart.Cookie)
        {
            string name = chain.Source.Place.Name;
            return chain.Source.Place.Part == MessagePart.Cookie
                ? new Difference(DivergenceKind.ResponseHeader, "Set-Cookie", $"{name}={ChainText.Value(chain, chain.Recorded) ?? "(a value of its own)"}", $"{name}={ChainText.Value(chain, judged.Live)}")
                : null;
        }

        IncidentEvent recorded = exchange.Recorded.Response!;
        if (chain.Claim is not null)
        {
            return new Difference(DivergenceKind.ResponseBody, chain.Source.Place.Name, $"{chain.Claim}: {value}", $"{chain.Claim}: {judged.Live}");
        }

        (TokenPair[] pairs, MessageIds? ids) = LiveFor(judged, LiveIds.SubjectOf(exchange.Recorded));
        bool isInHeader = chain.Source.Place.Part == MessagePart.Header;
        HeaderMap headers = isInHeader ? LiveBody.Replace(recorded.Headers, pairs) : recorded.Headers;
        headers = isInHeader && ids is not null ? ids.Headers(headers) : headers;
        ReadOnlyMemory<byte>? body = isInHeader ? null : LiveBody.Replace(BodyContent.Of(exchange.ResponseBody(), recorded.Headers), pairs, ids);
        ReadOnlyMemory<byte> bytes = body ?? exchange.ResponseBody();
        var observed = new ObservedResponse
        {
            Status = recorded.Status,
            At = recorded.Timestamp.ToDateTimeOffset(),
            Headers = body is null ? headers : LiveBody.WithoutEncoding(headers),
            Trailers = recorded.ResponseTrailers,
            Body = new ObservedBody(bytes, bytes.Length, null),
        };
        DivergenceKind kind = isInHeader ? DivergenceKind.ResponseHeader : DivergenceKind.ResponseBody;
        return ResponseComparer.Compare(exchange, observed, exchange.Recorded.Request.TraceId ?? "").Differences
            .Where(difference => difference.Kind == kind)
            .Select(difference => new Difference(difference.Kind, difference.Location, difference.Expected, difference.Got))
            .Cast<Difference?>()
            .FirstOrDefault();
    }

    private static Difference? InCall(ReplayPlan plan, PlannedExchange exchange, JudgedChain judged)
    {
        IncidentEvent recorded = exchange.Calls[judged.Chain.Source.Call!.Value].Event;
        RecordedTarget target = RecordedTarget.Of(recorded);
        (TokenPair[] pairs, MessageIds? ids) = LiveFor(judged, UrlIds.SubjectOf(target.PathAndQuery));
        ReadOnlyMemory<byte>? body = LiveBody.Replace(BodyContent.Of(recorded.Body, recorded.Headers), pairs, ids);
        string pathAndQuery = TokenText.Replace(target.PathAndQuery, pairs, TextKind.Url);
        var request = new DependencyRequest
        {
            Method = recorded.Method ?? "GET",
            Scheme = target.Scheme,
            Authority = target.Authority,
            PathAndQuery = ids?.Target(pathAndQuery) ?? pathAndQuery,
            Headers = body is null ? recorded.Headers : LiveBody.WithoutEncoding(recorded.Headers),
            Body = body ?? recorded.Body.GetBytes(),
        };
        var probe = new CallProbe(request, exchange.TraceIds, plan.Noise, plan.Noise?.OfRecorded(recorded));
        var difference = CallDifference.Describe(probe.AsCompared(recorded, exchange.TraceIds), probe.Compared, new TraceNoise(exchange.TraceIds, exchange.TraceIds));
        return difference.Location == "call" ? null : new Difference(DivergenceKind.CallChanged, difference.Location, difference.Expected, difference.Got);
    }

    // What puts the value that came in place of the recorded one.
    private static (TokenPair[] Pairs, MessageIds? Ids) LiveFor(JudgedChain judged, string? subject) => judged.Chain.Mechanism == ChainMechanism.Id
        ? ([], new MessageIds(subject, LiveIds.Of([(judged.Chain, judged.Live)]).ToLive))
        : ([new TokenPair(judged.Chain.Recorded!, judged.Live, judged.Chain.Shape.Shape == ValueShape.Digits)], null);

    private readonly record struct Difference(DivergenceKind Kind, string Location, string Expected, string Got);
}
