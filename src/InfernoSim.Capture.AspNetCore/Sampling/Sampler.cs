using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Decides when an exchange begins whether it is recorded, and counts what is not.</summary>
/// <param name="rules">The rules.</param>
/// <param name="remembered">How far back it is asked what was left out.</param>
/// <param name="time">The clock.</param>
internal sealed class Sampler(SamplingRules rules, TimeSpan remembered, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SamplingRule[] _rules = [.. rules.All];
    private long _leftOut;

    /// <summary>How many exchanges were left out.</summary>
    public long LeftOut => Volatile.Read(ref _leftOut);

    /// <summary>Whether an exchange that begins is left out.</summary>
    /// <param name="context">The exchange.</param>
    public bool LeavesOut(HttpContext context) => _rules.Length > 0 && LeavesOut(context.Request.Path, MayChange(context));

    /// <summary>Whether an exchange that begins is left out.</summary>
    /// <param name="path">The path of its request.</param>
    /// <param name="mayChange">Whether it may change something in the service.</param>
    public bool LeavesOut(PathString path, bool mayChange)
    {
        if (Array.Find(_rules, rule => rule.IsOf(path)) is not { } rule)
        {
            return false;
        }

        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (rule.Takes(now, rules.Seed))
            {
                return false;
            }

            _leftOut++;
            rule.LeftOut.Add(now);
            rule.LeftOut.Forget(now - remembered);
            if (mayChange)
            {
                rule.Changes.Add(now);
                rule.Changes.Forget(now - remembered);
            }

            return true;
        }
    }

    /// <summary>What was left out since a time, by route.</summary>
    /// <param name="from">The time, which counts by its second.</param>
    public IReadOnlyList<LeftOutExchanges> Since(DateTimeOffset from)
    {
        lock (_lock)
        {
            return [.. _rules.Select(rule => new LeftOutExchanges(rule.Route, rule.LeftOut.Since(from), rule.Changes.Since(from))).Where(left => left.Count > 0)];
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

/// <summary>Exchanges that were left out.</summary>
/// <param name="Route">Of which route; <see langword="null"/> for any.</param>
/// <param name="Count">How many.</param>
/// <param name="Changes">How many of them may have changed something in the service.</param>
internal sealed record LeftOutExchanges(string? Route, long Count, long Changes)
{
    /// <summary>What an incident says of them.</summary>
    public string Describe()
    {
        string which = Route is null ? "" : $" of {Route}";
        string changes = Changes == 0 ? "" : $"; {Changes} may have changed something in the service";
        return Count == 1
            ? $"1 exchange{which} was left out by sampling, with all that belongs to it{changes}"
            : $"{Count} exchanges{which} were left out by sampling, each with all that belongs to it{changes}";
    }
}
