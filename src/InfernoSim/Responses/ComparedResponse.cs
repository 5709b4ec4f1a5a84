using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>A recorded response and the one that came, both without what the rules ignore.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Expected">What was recorded; <see langword="null"/> when nothing was.</param>
/// <param name="Observed">What came.</param>
internal readonly record struct ComparedResponse(PlannedExchange Exchange, IncidentEvent? Expected, ObservedResponse Observed)
{
    /// <summary>Applies the rules of an exchange to both sides.</summary>
    public static ComparedResponse Of(PlannedExchange exchange, ObservedResponse observed, TraceNoise ids, NoiseTally? tally)
    {
        IncidentEvent? expected = exchange.Recorded.Response;
        if (exchange.Left is { } left)
        {
            (expected, observed) = Beginnings(expected!, observed, left);
        }

        if (exchange.ResponseNoise is not { } rules)
        {
            return new ComparedResponse(exchange, expected, observed);
        }

        // A body of which one side is not there as a whole is compared by its hash, so that nothing in it can be ignored.
        bool isBodyKnown = observed.Body.IsWhole && (expected is null || expected.Body.IsComplete || expected.Body.IsRedacted);
        var count = new NoiseCount();
        ObservedResponse masked = Mask(observed, rules, isBodyKnown, ids.Actual, count);
        tally?.Add(count);
        return new ComparedResponse(exchange, expected is null ? null : Mask(exchange, expected, rules, isBodyKnown, ids.Expected), masked);
    }

    /// <summary>The recorded body.</summary>
    public ReadOnlyMemory<byte> ExpectedBody() =>
        ReferenceEquals(Expected?.Body, Exchange.Recorded.Response?.Body) ? Exchange.ResponseBody() : Expected!.Body.GetBytes();

    // Both as far as the client had waited in the incident.
    private static (IncidentEvent Expected, ObservedResponse Observed) Beginnings(IncidentEvent expected, ObservedResponse observed, LeftResponse left)
    {
        int enough = left.EnoughOf(new LeftResponse.Progress(), observed.Body.Bytes.Span);
        ReadOnlyMemory<byte> came = enough < 0 ? observed.Body.Bytes : observed.Body.Bytes[..enough];
        return (
            expected with { Body = RecordedBody.FromBytes(left.Recorded), ResponseTrailers = HeaderMap.Empty },
            observed with { Body = new ObservedBody(came, came.Length, null), Trailers = HeaderMap.Empty });
    }

    private static ObservedResponse Mask(ObservedResponse observed, MessageNoise rules, bool isBodyKnown, OwnIds ids, NoiseCount count)
    {
        ObservedResponse masked = observed with
        {
            Headers = rules.MaskHeaders(observed.Headers, count),
            Trailers = rules.MaskHeaders(observed.Trailers, count),
        };
        return isBodyKnown && rules.HasBodyRules && rules.MaskBody(BodyContent.Of(observed.Body.Bytes, observed.Headers), ids, count) is { } body
            ? masked with { Body = new ObservedBody(body, body.Length, null), Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }

    private static IncidentEvent Mask(PlannedExchange exchange, IncidentEvent expected, MessageNoise rules, bool isBodyKnown, OwnIds ids)
    {
        IncidentEvent masked = expected with
        {
            Headers = rules.MaskHeaders(expected.Headers, null),
            ResponseTrailers = rules.MaskHeaders(expected.ResponseTrailers, null),
        };
        ReadOnlyMemory<byte> recorded = new ComparedResponse(exchange, expected, new ObservedResponse()).ExpectedBody();
        return isBodyKnown && rules.HasBodyRules && rules.MaskBody(BodyContent.Of(recorded, expected.Headers), ids, null) is { } body
            ? masked with { Body = RecordedBody.FromBytes(body, redacted: expected.Body.IsRedacted), Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }
}
