using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Identity;
using InfernoSim.Capture.Recording;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// A call of the service to a dependency. What tells which exchange it belongs to is taken from it, and neither recorded
/// nor passed on.
/// </summary>
internal sealed class OutboundExchange : Exchange
{
    private readonly string _authority;
    private string? _traceId;
    private volatile bool _requestEnded;

    /// <summary>Begins a call.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="target">The target as it came.</param>
    public OutboundExchange(Proxy proxy, HttpContext context, AbsoluteTarget target)
        : base(proxy, context, target.Origin + target.PathAndQuery, target.Authority, RawUri.Of(target.Origin, target.PathAndQuery))
    {
        _authority = target.Authority;
    }

    /// <inheritdoc/>
    protected override void CopyRequestHeaders(IHeaderDictionary headers, ref RequestHeaderWriter writer, ref HeaderRecorder recorder)
    {
        var origin = CallOrigin.Of(headers, Proxy.Options.OpenExchanges);
        _traceId = origin.TraceId;
        HopByHop hopByHop = HopByHop.Of(headers.Connection);
        foreach ((string name, StringValues values) in headers)
        {
            if (hopByHop.Contains(name))
            {
                continue;
            }

            StringValues own = origin.OwnValues(name, values);
            if (own.Count == 0)
            {
                continue;
            }

            writer.Add(name, own);
            // The target is in the event's url.
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                recorder.Add(name, own);
            }
        }

        if (HopByHop.TakesTrailers(headers))
        {
            writer.Add("TE", "trailers");
            writer.Add("Connection", "TE");
        }
    }

    /// <inheritdoc/>
    protected override void RequestEnded() => _requestEnded = true;

    /// <inheritdoc/>
    protected override ValueTask RecordAsync()
    {
        var call = new IncidentEvent
        {
            Id = TraceIds.New(),
            Type = IncidentEventType.OutboundCall,
            Timestamp = Seen.Arrival,
            TraceId = _traceId,
            Service = _authority,
            Method = Seen.Method,
            Url = Seen.Url,
            Status = Seen.Status,
            DurationNanoseconds = Seen.ElapsedNanoseconds,
            Error = Seen.Error,
            Headers = Seen.RequestHeaders,
            Body = Seen.RequestBody.Seal(cut: !_requestEnded),
            ResponseCaptured = true,
            ResponseHeaders = Seen.ResponseHeaders,
            ResponseTrailers = Seen.ResponseTrailers,
            ResponseBody = Seen.ResponseBody.Seal(Seen.ResponseIsCut),
            UnknownFields = Seen.Notes,
        };
        ValueTask recorded = Proxy.Log.AppendAsync(call);
        Seen.RequestBody.Release();
        Seen.ResponseBody.Release();
        return Proxy.Log.SettleAsync(recorded, call);
    }
}
