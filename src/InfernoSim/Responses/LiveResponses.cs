using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.ResourceIds;

namespace InfernoSim.Responses;

/// <summary>Takes over what a response gives, and shows the response as the recorded one would be.</summary>
internal static class LiveResponses
{
    /// <summary>
    /// Binds the chains that the exchange makes, and puts recorded values in place of live ones. What is not of the kind that
    /// was recorded is not taken over, and so stays a difference.
    /// </summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="planned">The exchange.</param>
    /// <param name="observed">The response that came.</param>
    public static ObservedResponse Normalize(LiveValues live, PlannedExchange planned, ObservedResponse observed)
    {
        int exchange = planned.Index;
        IReadOnlyList<LiveChain> chains = live.Chains.Touching(exchange);
        if (observed.Failure != ResponseFailure.None || (chains.Count == 0 && !live.Moments.Recorded.Any))
        {
            return observed;
        }

        BodyContent body = observed.Body.IsWhole ? BodyContent.Of(observed.Body.Bytes, observed.Headers) : default;
        Lazy<IReadOnlyList<FoundValue>> inBody = MessageValues.InBody(body);
        (LiveChain Chain, ValuePlace Place)[] made = [.. live.Chains.MadeIn(exchange).Where(chain => !chain.IsFromCall).Select(chain => (chain, chain.Source.Place))];
        List<TokenPair> rejected = Bind(live, made, observed.Headers, inBody);
        BindIds(live, planned, made, observed.Headers, body);
        LiveIds? ids = live.IdsOf(chains);
        List<TokenPair> known = live.ToRecorded(chains);
        IReadOnlyList<(LiveChain Chain, ValuePlace Place)> shown = live.Chains.ShownIn(exchange);
        MessageMoments? moments = IsReadable(planned, observed) ? live.Moments.InResponse(exchange) : null;
        ObservedResponse normalized = Replace(planned, observed, body, known, ids, isAgreed: false, moments);
        if (moments is not null)
        {
            moments.Keep();
            normalized = normalized with { Moments = moments.Texts };
        }

        return rejected.Count == 0 && shown.Count == 0 && ids is null && !live.Moments.Recorded.Any
            ? normalized
            : normalized with
            {
                Agreed = () => Replace(planned, observed, body, [.. known, .. rejected, .. Others(shown, known, observed.Headers, inBody)], ids?.WithOthers(LiveIds.In(planned.Recorded, observed.Headers, body)), isAgreed: true, live.Moments.Agreed()),
                TimesAgreed = live.Moments.Recorded.Any ? () => Replace(planned, observed, body, known, ids, isAgreed: false, live.Moments.Agreed()) : null,
            };
    }

    /// <summary>Binds chains whose values a part of a response gives, as soon as it is there: what is said next may carry them.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="planned">The exchange.</param>
    /// <param name="made">The chains whose values this part shows first, and where.</param>
    /// <param name="headers">The headers of the part.</param>
    /// <param name="body">The body of the part, whose values are at the places that they have in the whole.</param>
    public static void Take(LiveValues live, PlannedExchange planned, IReadOnlyList<(LiveChain Chain, ValuePlace Place)> made, HeaderMap headers, ReadOnlyMemory<byte> body)
    {
        BodyContent content = BodyContent.Of(body, headers);

        // Of a call that shows a value at this moment, it must not be half known.
        lock (live.Matching)
        {
            _ = Bind(live, made, headers, MessageValues.InBody(content));
            BindIds(live, planned, made, headers, content);
        }
    }

    /// <summary>Takes over the moments of a part of a response, as soon as it is there. They are counted with the whole.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="came">The part that came, as JSON at its place in the whole.</param>
    /// <param name="recorded">The recorded part.</param>
    public static void TakeMoments(LiveValues live, int exchange, ReadOnlyMemory<byte> came, ReadOnlyMemory<byte> recorded)
    {
        if (live.Moments.InResponse(exchange) is { } moments)
        {
            _ = new RecordedForm([], ids: null, moments).Body(BodyContent.OfJson(came), [BodyContent.OfJson(recorded)]);
            moments.Keep(isCounted: false);
        }
    }

    // Tokens last: they may name what else is given here.
    private static List<TokenPair> Bind(LiveValues live, IReadOnlyList<(LiveChain Chain, ValuePlace Place)> made, HeaderMap headers, Lazy<IReadOnlyList<FoundValue>> inBody)
    {
        var rejected = new List<TokenPair>();
        foreach ((LiveChain chain, ValuePlace place) in made.OrderBy(one => one.Chain.Shape.Shape == ValueShape.Jwt))
        {
            if (chain.Mechanism is not (ChainMechanism.Cookie or ChainMechanism.Id) && At(chain, MessageValues.Read(place, headers, inBody)) is { } value)
            {
                bool isTaken = live.Accepts(chain, value) && live.TryBind(chain, value.Text);
                if (!isTaken && value.Text != chain.Recorded && PlacedText.IsLong(value.Text))
                {
                    rejected.Add(new TokenPair(value.Text, LiveIds.Rejected, IsNumber: false));
                }
            }
        }

        return rejected;
    }

    // An encoding that the client did not ask for is a difference, and stays one.
    private static bool IsReadable(PlannedExchange planned, ObservedResponse observed) =>
        observed.Headers.Values("Content-Encoding") is not { Count: > 0 } encoding
        || planned.Recorded.Response?.Headers.Values("Content-Encoding").SequenceEqual(encoding) == true
        || AcceptEncoding.Allows(planned.Recorded.Request.Headers.Values("Accept-Encoding"), string.Join(',', encoding));

    // The value, or the claim of the token that it is in.
    private static FoundValue? At(LiveChain chain, FoundValue? value) => chain.Claim is null || value is not { } token
        ? value
        : JsonWebToken.ClaimsOf(token.Text).Where(claim => claim.Name == chain.Claim).Select(claim => (FoundValue?)(token with { Text = claim.Value })).FirstOrDefault();

    private static void BindIds(LiveValues live, PlannedExchange planned, IReadOnlyList<(LiveChain Chain, ValuePlace Place)> made, HeaderMap headers, BodyContent body)
    {
        (LiveChain Chain, FoundId Id)[] ids =
        [
            .. made
                .Where(one => one.Chain.Mechanism == ChainMechanism.Id)
                .Select(one => (one.Chain, IdAt(one.Chain.SourceId!.Value, one.Place))),
        ];
        foreach (FoundId id in ids.Length == 0 ? [] : LiveIds.In(planned.Recorded, headers, body))
        {
            if (ids.FirstOrDefault(one => one.Id.IsAtPlaceOf(id)).Chain is { } chain)
            {
                var value = new FoundValue(id.Text, chain.Source.Place, id.IsNumber);
                _ = live.Accepts(chain, value) && live.TryBind(chain, id.Text);
            }
        }
    }

    private static FoundId IdAt(FoundId source, ValuePlace place) =>
        source with { Part = place.Part == MessagePart.Body ? IdPart.Body : source.Part, Name = place.Name, Token = place.Token };

    // Where a value was to be shown again and another stands, it is another each time as the right one is: all workers see the same.
    private static IEnumerable<TokenPair> Others(IReadOnlyList<(LiveChain Chain, ValuePlace Place)> shown, List<TokenPair> known, HeaderMap headers, Lazy<IReadOnlyList<FoundValue>> body)
    {
        foreach ((LiveChain chain, ValuePlace place) in shown)
        {
            if (MessageValues.Read(place, headers, body) is { Text: { } text }
                && text != chain.Recorded
                && PlacedText.IsLong(text)
                && !known.Any(pair => pair.From == text))
            {
                yield return new TokenPair(text, LiveIds.Rejected, IsNumber: false);
            }
        }
    }

    private static ObservedResponse Replace(PlannedExchange planned, ObservedResponse observed, BodyContent body, List<TokenPair> pairs, LiveIds? ids, bool isAgreed, MessageMoments? moments)
    {
        if (pairs.Count == 0 && ids is null && moments is null)
        {
            return observed;
        }

        var form = new RecordedForm(pairs, ids?.In(LiveIds.SubjectOf(planned.Recorded), isAgreed), moments);
        IncidentEvent? recorded = planned.Recorded.Response;
        ObservedResponse normalized = observed with { Headers = form.Headers(observed.Headers, recorded?.Headers ?? HeaderMap.Empty) };
        BodyContent[] known = recorded is null ? [] : [BodyContent.Of(planned.ResponseBody(), recorded.Headers)];
        return form.Body(body, known) is not { } content
            ? normalized
            : normalized with { Headers = LiveBody.WithoutEncoding(normalized.Headers), Body = new ObservedBody(content, content.Length, null) };
    }

    /// <summary>Differences with the values as the service sent them.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="comparison">How its response compares with the recorded one.</param>
    public static ResponseComparison AsSent(LiveValues live, int exchange, ResponseComparison comparison)
    {
        if (comparison.Differences.Count == 0)
        {
            return comparison;
        }

        List<TokenPair> pairs = live.ToLive(live.Chains.Touching(exchange));
        LiveIds? ids = live.IdsOf(live.Chains.Touching(exchange));
        return comparison with { Differences = [.. comparison.Differences.Select(difference => difference with { Got = AsSent(difference, pairs, ids) })] };
    }

    private static string AsSent(ResponseDifference difference, List<TokenPair> pairs, LiveIds? ids)
    {
        string got = pairs.Count == 0 ? difference.Got : TokenText.Replace(difference.Got, pairs, TextKind.Json);
        return ids is not null && difference.Kind == DivergenceKind.ResponseHeader
            ? TextEdit.Apply(got, new MessageIds(null, ids.ToLive).InHeader(difference.Location, got))
            : got;
    }
}
