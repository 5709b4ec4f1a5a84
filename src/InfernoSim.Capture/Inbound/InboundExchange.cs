using System.Runtime.CompilerServices;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Recording;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Inbound;

/// <summary>
/// An exchange of the service. The service is told its id in every way that it may pass on; what is recorded are the
/// caller's own headers.
/// </summary>
internal sealed class InboundExchange : Exchange
{
    private readonly string _traceId;
    private string? _traceParentId;
    private volatile bool _requestEnded;

    /// <summary>Begins an exchange.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="url">The target as it came, in origin-form.</param>
    /// <param name="service">The service.</param>
    /// <param name="target">Where the request goes.</param>
    public InboundExchange(Proxy proxy, HttpContext context, string url, ForwardTarget service, Uri target)
        : base(proxy, context, url, service.Authority, target)
    {
        _traceId = proxy.Options.NewTraceId();
    }

    /// <inheritdoc/>
    protected override void CopyRequestHeaders(IHeaderDictionary headers, ref RequestHeaderWriter writer, ref HeaderRecorder recorder)
    {
        HopByHop hopByHop = HopByHop.Of(headers.Connection);
        foreach ((string name, StringValues values) in headers)
        {
            if (hopByHop.Contains(name))
            {
                continue;
            }

            recorder.Add(name, values);
            if (!name.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase) && !name.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase))
            {
                writer.Add(name, values);
            }
        }

        if (HopByHop.TakesTrailers(headers))
        {
            writer.Add("TE", "trailers");
            writer.Add("Connection", "TE");
        }

        AddIdentity(headers, ref writer);
    }

    /// <inheritdoc/>
    protected override void RequestEnded() => _requestEnded = true;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask RecordAsync()
    {
        // One after the other without a pause, so that both go to the file in one piece: waking its owner costs more than
        // the rest of the recording.
        IncidentEvent request = RequestEvent();
        IncidentEvent response = ResponseEvent();
        ValueTask requestRecorded = Proxy.Log.AppendAsync(request);
        ValueTask responseRecorded = Proxy.Log.AppendAsync(response);
        Seen.RequestBody.Release();
        Seen.ResponseBody.Release();
        if (_traceParentId is not null)
        {
            Proxy.Options.OpenExchanges.Close(_traceParentId, _traceId);
        }

        await Proxy.Log.SettleAsync(requestRecorded, request);
        await Proxy.Log.SettleAsync(responseRecorded, response);
    }

    private IncidentEvent RequestEvent() => new()
    {
        Id = TraceIds.New(),
        Type = IncidentEventType.InboundRequest,
        Timestamp = Seen.Arrival,
        TraceId = _traceId,
        Method = Seen.Method,
        Url = Seen.Url,
        Headers = Seen.RequestHeaders,
        Body = Seen.RequestBody.Seal(cut: !_requestEnded),
    };

    private IncidentEvent ResponseEvent() => new()
    {
        Id = TraceIds.New(),
        Type = IncidentEventType.InboundResponse,
        Timestamp = Seen.Now,
        TraceId = _traceId,
        Method = Seen.Method,
        Url = Seen.Url,
        Status = Seen.Status,
        DurationNanoseconds = Seen.ElapsedNanoseconds,
        Error = Seen.Error,
        Headers = Seen.ResponseHeaders,
        Body = Seen.ResponseBody.Seal(Seen.ResponseIsCut),
        ResponseTrailers = Seen.ResponseTrailers,
        UnknownFields = Seen.Notes,
    };

    private void AddIdentity(IHeaderDictionary headers, ref RequestHeaderWriter writer)
    {
        StringValues traceParent = headers.TraceParent;
        writer.Add(TraceContext.InfernoHeader, _traceId);
        writer.Add(TraceContext.TraceState, headers.TraceState.Count == 0
            ? $"{TraceContext.InfernoMember}={_traceId}"
            : TraceContext.ComposeTraceState(headers.TraceState.ToArray()!, _traceId));
        if (traceParent.Count == 0)
        {
            // Without it, a tracer would not look at tracestate.
            writer.Add(TraceContext.TraceParent, TraceContext.ComposeTraceParent(_traceId));
            _traceParentId = _traceId;
        }
        else
        {
            _traceParentId = TraceContext.ReadTraceParentId(HeaderMap.Of((TraceContext.TraceParent, traceParent[0] ?? "")));
        }

        if (_traceParentId is not null)
        {
            Proxy.Options.OpenExchanges.Open(_traceParentId, _traceId);
        }
    }
}
