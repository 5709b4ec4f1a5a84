using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Transport;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>A call of the service to a dependency on its way through the outbound proxy.</summary>
internal sealed class OutboundExchange : Exchange
{
    private readonly OutboundObservation _seen;

    /// <summary>Begins a call.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="target">The target as it came.</param>
    public OutboundExchange(Proxy proxy, HttpContext context, AbsoluteTarget target)
        : this(proxy, context, proxy.Recorder.OpenCall(context.Request.Method, target.Origin + target.PathAndQuery, target.Authority), RawUri.Of(target.Origin, target.PathAndQuery))
    {
    }

    private OutboundExchange(Proxy proxy, HttpContext context, OutboundObservation seen, Uri target)
        : base(proxy, context, seen, target)
    {
        _seen = seen;
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
}
