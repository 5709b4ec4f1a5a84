using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Which exchanges of a route are recorded. Guarded by the lock of the sampler, but for <see cref="IsOf"/>.</summary>
internal abstract class SamplingRule
{
    private readonly TemplateMatcher? _matcher;

    /// <summary>Makes one.</summary>
    /// <param name="route">The route; <see langword="null"/> for any.</param>
    /// <exception cref="ArgumentException">It is no route.</exception>
    protected SamplingRule(string? route)
    {
        Route = route;
        _matcher = route is null ? null : new TemplateMatcher(Parse(route), new RouteValueDictionary());
    }

    /// <summary>The route; <see langword="null"/> for any.</summary>
    public string? Route { get; }

    /// <summary>What was left out.</summary>
    public LeftOutCounts LeftOut { get; } = new();

    /// <summary>Whether a request is of the route.</summary>
    /// <param name="path">Its path.</param>
    public bool IsOf(PathString path) => _matcher is null || _matcher.TryMatch(path, new RouteValueDictionary());

    /// <summary>Whether the next exchange is recorded.</summary>
    /// <param name="now">When it begins.</param>
    /// <param name="seed">The seed of what is drawn by chance.</param>
    public abstract bool Takes(DateTimeOffset now, ulong seed);

    private static RouteTemplate Parse(string route)
    {
        try
        {
            return TemplateParser.Parse(route);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"'{route}' is no route to sample ({e.Message}); write it as the service maps it, such as /orders/{{id}}.", nameof(route), e);
        }
    }
}

/// <summary>A share of them, drawn by chance.</summary>
/// <param name="ratio">The share.</param>
/// <param name="route">The route; <see langword="null"/> for any.</param>
/// <param name="place">Its place among the rules, so that no two of them draw alike.</param>
internal sealed class RatioRule(double ratio, string? route, int place) : SamplingRule(route)
{
    private long _asked;

    /// <inheritdoc/>
    public override bool Takes(DateTimeOffset now, ulong seed)
    {
        Span<byte> input = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(input, seed);
        BinaryPrimitives.WriteInt32LittleEndian(input[8..], place);
        BinaryPrimitives.WriteInt64LittleEndian(input[12..], _asked++);
        return UniformDraw.Of(input) < ratio;
    }
}

/// <summary>At most so many that begin in the same second.</summary>
/// <param name="perSecond">How many.</param>
/// <param name="route">The route; <see langword="null"/> for any.</param>
internal sealed class RateLimitRule(int perSecond, string? route) : SamplingRule(route)
{
    private long _second;
    private int _taken;

    /// <inheritdoc/>
    public override bool Takes(DateTimeOffset now, ulong seed)
    {
        long second = now.Ticks / TimeSpan.TicksPerSecond;
        _taken = second == _second ? _taken : 0;
        _second = second;
        if (_taken == perSecond)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
