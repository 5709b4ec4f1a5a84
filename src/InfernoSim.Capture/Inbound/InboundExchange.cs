using InfernoSim.Capture.Forwarding;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Inbound;

/// <summary>An exchange of the service on its way through the inbound proxy.</summary>
internal sealed class InboundExchange : Exchange
{
    private readonly InboundObservation _seen;

    /// <summary>Begins an exchange.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="url">The target as it came, in origin-form.</param>
    /// <param name="service">The service.</param>
    /// <param name="target">Where the request goes.</param>
    public InboundExchange(Proxy proxy, HttpContext context, string url, ForwardTarget service, Uri target)
        : this(proxy, context, proxy.Recorder.OpenExchange(context.Request.Method, url, service.Authority), target)
    {
    }

    private InboundExchange(Proxy proxy, HttpContext context, InboundObservation seen, Uri target)
        : base(proxy, context, seen, target)
    {
        _seen = seen;
    }

    /// <inheritdoc/>
    protected override void CopyRequestHeaders(IHeaderDictionary headers, ref RequestHeaderWriter writer)
    {
        bool hasParent = headers.TraceParent.Count > 0;
        _seen.BeginRequest(headers.Connection.ToHopByHop(), hasParent ? headers.TraceParent[0] : null);
        foreach ((string name, StringValues values) in headers)
        {
            writer.Add(name, _seen.TakeRequestField(name, values.ToList()));
        }

        writer.AddTakesTrailers(headers);
        foreach ((string name, string value) in _seen.Identity(hasParent, headers.TraceState.ToList()))
        {
            writer.Add(name, value);
        }
    }
}
