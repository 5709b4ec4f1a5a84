using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Decides when an exchange begins whether it is recorded, and counts what is not.</summary>
/// <param name="rules">The rules.</param>
/// <param name="limit">What recording may take of the processors; <see langword="null"/> for all of them.</param>
/// <param name="remembered">How far back it is asked what was left out.</param>
/// <param name="time">The clock.</param>
internal sealed class Sampler(SamplingRules rules, CpuLimit? limit, TimeSpan remembered, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SamplingRule[] _rules = [.. rules.All];
    private long _sampledOut;

    /// <summary>How many exchanges the rules left out.</summary>
    public long SampledOut => Volatile.Read(ref _sampledOut);

    /// <summary>How many exchanges were left out for the sake of the processors.</summary>
    public long CpuLimited => limit?.LeftOut ?? 0;

    /// <summary>Why an exchange that begins is left out; <see cref="LeftOutCause.None"/> when it is recorded.</summary>
    /// <param name="context">The exchange.</param>
    public LeftOutCause WhyLeftOut(HttpContext context) => _rules.Length == 0 && limit is null ? LeftOutCause.None : WhyLeftOut(context.Request.Path, MayChange(context));

    /// <summary>Why an exchange that begins is left out; <see cref="LeftOutCause.None"/> when it is recorded.</summary>
    /// <param name="path">The path of its request.</param>
    /// <param name="mayChange">Whether it may change something in the service.</param>
    public LeftOutCause WhyLeftOut(PathString path, bool mayChange)
    {
        if (Array.Find(_rules, rule => rule.IsOf(path)) is { } rule)
        {
            DateTimeOffset now = time.GetUtcNow();
            lock (_lock)
            {
                if (!rule.Takes(now, rules.Seed))
                {
                    _sampledOut++;
                    rule.LeftOut.Add(now, mayChange ? 0 : 1, mayChange ? 1 : 0, remembered);
                    return LeftOutCause.Sampling;
                }
            }
        }

        return limit?.LeavesOut(mayChange) == true ? LeftOutCause.Cpu : LeftOutCause.None;
    }

    /// <summary>What was left out since a time, by why and by route.</summary>
    /// <param name="from">The time, which counts by its second.</param>
    public IReadOnlyList<LeftOutExchanges> Since(DateTimeOffset from)
    {
        IEnumerable<LeftOutExchanges> overLimit = limit is null ? [] : [limit.Since(from)];
        lock (_lock)
        {
            return [.. _rules.Select(rule => rule.LeftOut.Since(from, LeftOutCause.Sampling, rule.Route)).Concat(overLimit).Where(left => left.Count > 0)];
        }
    }

    // By its method (RFC 9110, section 9.2.1), and by a WebSocket anything may be said.
    private static bool MayChange(HttpContext context)
    {
        string method = context.Request.Method;
        bool isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        return !isSafe || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
    }
}
