namespace InfernoSim.LiveState;

/// <summary>
/// Values that the service first shows inside a token: the id of a user in its <c>sub</c>, say, which is new with the user. A token says the
/// same when such a claim holds what the service gave this worker.
/// </summary>
internal static class ClaimChains
{
    /// <summary>Finds them.</summary>
    /// <param name="chains">The chains of the tokens, with all others.</param>
    /// <param name="timeOf">When the message at the source of a chain had ended, in nanoseconds since the Unix epoch.</param>
    public static IReadOnlyList<(LiveChain Token, string Claim, string Value, long Time)> Of(IReadOnlyList<LiveChain> chains, Func<LiveChain, long> timeOf)
    {
        HashSet<string?> known = [.. chains.Select(chain => chain.Recorded)];
        return
        [
            .. from chain in chains
               where chain is { Recorded: not null, Shape.Shape: ValueShape.Jwt, Source: { IsResponse: true, Exchange: >= 0 } }
               let time = timeOf(chain)
               orderby time, chain.Source.Exchange
               from claim in JsonWebToken.ClaimsOf(chain.Recorded!)
               where ShapedValue.Of(claim.Value) is { MayChain: true, Shape: not ValueShape.Jwt } && known.Add(claim.Value)
               select (chain, claim.Name, claim.Value, time),
        ];
    }

    /// <summary>The chain of a value that is first shown in a token.</summary>
    /// <param name="token">The chain of the token.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sinks">Where it is carried to.</param>
    public static LiveChain New(LiveChain token, string claim, string value, IReadOnlyList<ChainEnd> sinks) => new()
    {
        Index = -1,
        Mechanism = ChainMechanism.Value,
        Recorded = value,
        Claim = claim,
        Shape = ShapedValue.Of(value),
        IsNumber = false,
        Source = token.Source,
        Sinks = sinks,
        MayDiffer = true,
    };
}
