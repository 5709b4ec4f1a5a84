using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>A recorded response and the one that came, both without what the rules ignore.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Expected">What was recorded; <see langword="null"/> when nothing was.</param>
/// <param name="Observed">What came.</param>
internal readonly record struct ComparedResponse(PlannedExchange Exchange, IncidentEvent? Expected, ObservedResponse Observed)
{
    /// <summary>Applies the rules of an exchange to both sides.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="observed">What came.</param>
    /// <param name="ids">The ids of both sides.</param>
    /// <param name="tally">Gets what the rules ignored.</param>
    /// <param name="owner">Who was given the response; <see langword="null"/> when that is not looked at.</param>
    public static ComparedResponse Of(PlannedExchange exchange, ObservedResponse observed, TraceNoise ids, NoiseTally? tally, ReplayAddress? owner)
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
        var sides = ResponseSides.Of(exchange, expected, observed, tally, owner);
        var count = new NoiseCount();
        ObservedResponse masked = Mask(observed, rules, isBodyKnown, ids.Actual, sides.Came, count);
        tally?.Add(count);
        return new ComparedResponse(exchange, expected is null ? null : Mask(exchange, expected, rules, isBodyKnown, ids.Expected, sides.Recorded), masked);
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

    private static ObservedResponse Mask(ObservedResponse observed, MessageNoise rules, bool isBodyKnown, OwnIds ids, NoiseContext context, NoiseCount count)
    {
        ObservedResponse masked = observed with
        {
            Headers = rules.MaskHeaders(observed.Headers, context, count),
            Trailers = rules.MaskHeaders(observed.Trailers, context, count),
        };
        return isBodyKnown && rules.HasBodyRules && rules.MaskBody(BodyContent.Of(observed.Body.Bytes, observed.Headers), ids, context, count) is { } body
            ? masked with { Body = new ObservedBody(body, body.Length, null), Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }

    private static IncidentEvent Mask(PlannedExchange exchange, IncidentEvent expected, MessageNoise rules, bool isBodyKnown, OwnIds ids, NoiseContext context)
    {
        IncidentEvent masked = expected with
        {
            Headers = rules.MaskHeaders(expected.Headers, context, null),
            ResponseTrailers = rules.MaskHeaders(expected.ResponseTrailers, context, null),
        };
        ReadOnlyMemory<byte> recorded = new ComparedResponse(exchange, expected, new ObservedResponse()).ExpectedBody();
        return isBodyKnown && rules.HasBodyRules && rules.MaskBody(BodyContent.Of(recorded, expected.Headers), ids, context, null) is { } body
            ? masked with { Body = RecordedBody.FromBytes(body, redacted: expected.Body.IsRedacted), Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }
}
