using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Transport;
using InfernoSim.Faults;
using InfernoSim.Recording;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>A call of the service to a dependency on its way through the outbound proxy.</summary>
internal sealed class OutboundExchange : Exchange
{
    private readonly Proxy _proxy;
    private readonly HttpContext _context;
    private readonly OutboundObservation _seen;
    private readonly AbsoluteTarget _target;
    private readonly FaultyNetwork? _network;

    /// <summary>Begins a call.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="target">The target as it came.</param>
    /// <param name="network">The faults that it may meet; <see langword="null"/> for none.</param>
    public OutboundExchange(Proxy proxy, HttpContext context, AbsoluteTarget target, FaultyNetwork? network)
        : this(proxy, context, target, network, proxy.Recorder.OpenCall(context.Request.Method, target.Origin + target.PathAndQuery, target.Authority))
    {
    }

    private OutboundExchange(Proxy proxy, HttpContext context, AbsoluteTarget target, FaultyNetwork? network, OutboundObservation seen)
        : base(proxy, context, seen, RawUri.Of(target.Origin, target.PathAndQuery))
    {
        _proxy = proxy;
        _context = context;
        _seen = seen;
        _target = target;
        _network = network;
    }

    /// <inheritdoc/>
    protected override void CopyRequestHeaders(IHeaderDictionary headers, ref RequestHeaderWriter writer)
    {
        _seen.BeginRequest(headers.Connection.ToHopByHop(), Tracing.Of(headers));
        foreach ((string name, StringValues values) in headers)
        {
            writer.Add(name, _seen.TakeRequestField(name, values.ToList()));
        }

        writer.AddTakesTrailers(headers);
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> TakesOverAsync() => _network is null ? base.TakesOverAsync() : MeetAsync(_network);

    private async ValueTask<bool> MeetAsync(FaultyNetwork network)
    {
        if (network.EndsConnections)
        {
            TornConnection.ServeOnce(_context);
        }

        var origin = CallOrigin.Of(Tracing.Of(_context.Request.Headers), _proxy.Recorder.Options.OpenExchanges);
        FaultDecision decision = network.Decide(origin.TraceId, _context.Request.Method, _target);
        if (!decision.IsApplied)
        {
            return false;
        }

        _seen.Injection = network.Describe(decision);
        if (decision.Effect != FaultEffect.None)
        {
            await new InjectedFault(_proxy, _context, _seen, _target, decision).RunAsync();
            return true;
        }

        await DelayAsync(decision.Delay);
        return false;
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _proxy.Recorder.Time, _context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // That the caller is gone shows when its call is passed on.
        }
    }
}
