using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Responses;

/// <summary>Takes over what a response gives, and shows the response as the recorded one would be.</summary>
internal static class LiveResponses
{
    /// <summary>
    /// Binds the chains that the exchange makes, and puts recorded values in place of live ones. What is not of the kind that
    /// was recorded is not taken over, and so stays a difference.
    /// </summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="observed">The response that came.</param>
    public static ObservedResponse Normalize(LiveValues live, int exchange, ObservedResponse observed)
    {
        if (observed.Failure != ResponseFailure.None || live.Chains.Touching(exchange) is not { Count: > 0 } chains)
        {
            return observed;
        }

        BodyContent body = observed.Body.IsWhole ? BodyContent.Of(observed.Body.Bytes, observed.Headers) : default;
        foreach (LiveChain chain in live.Chains.MadeIn(exchange))
        {
            if (chain is { IsFromCall: false, Mechanism: not ChainMechanism.Cookie }
                && MessageValues.Read(chain.Source.Place, observed.Headers, body) is { } value
                && chain.Accepts(value))
            {
                live.TryBind(chain, value.Text);
            }
        }

        List<TokenPair> pairs = live.ToRecorded(chains);
        if (pairs.Count == 0)
        {
            return observed;
        }

        ObservedResponse normalized = observed with { Headers = LiveBody.Replace(observed.Headers, pairs) };
        return LiveBody.Replace(body, pairs) is not { } content
            ? normalized
            : normalized with { Headers = LiveBody.WithoutEncoding(normalized.Headers), Body = new ObservedBody(content, content.Length, null) };
    }
}
