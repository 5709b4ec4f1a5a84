using InfernoSim.Capture.AspNetCore.Sampling;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>
/// Which exchanges are recorded, by the route of their request. Every method adds a rule, and the first whose route it is decides, when the request
/// comes; what no rule is for is recorded. What is left out is left out with all that belongs to it, and counted.
/// </summary>
public sealed class SamplingRules
{
    private readonly List<SamplingRule> _all = [];

    /// <summary>The seed of what is drawn by chance: the same requests in the same order are recorded by the same seed.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; set; }

    internal IReadOnlyList<SamplingRule> All => _all;

    /// <summary>Records a share of the exchanges of a route, drawn by chance.</summary>
    /// <param name="ratio">The share: 0 for none of them, 1 for all.</param>
    /// <param name="route">The route as the service maps it, such as <c>/orders/{id}</c>, or a path; its constraints are not looked at. Any when omitted.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is no share.</exception>
    /// <exception cref="ArgumentException">It is no route.</exception>
    public SamplingRules Ratio(double ratio, string? route = null) => ratio is >= 0 and <= 1
        ? Add(new RatioRule(ratio, route, _all.Count))
        : throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "It is the share of the exchanges that are recorded, a number from 0 to 1, such as 0.01 for one of a hundred.");

    /// <summary>Records at most so many exchanges of a route that begin in the same second.</summary>
    /// <param name="perSecond">How many.</param>
    /// <param name="route">The route as the service maps it, such as <c>/orders/{id}</c>, or a path; its constraints are not looked at. Any when omitted.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="ArgumentException">It is no route.</exception>
    public SamplingRules RateLimit(int perSecond, string? route = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(perSecond);
        return Add(new RateLimitRule(perSecond, route));
    }

    private SamplingRules Add(SamplingRule rule)
    {
        _all.Add(rule);
        return this;
    }
}
