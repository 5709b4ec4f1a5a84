using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

/// <summary>All that an event says, in a form that is equal when the events are, and readable when they are not.</summary>
internal static class EventText
{
    public static string Of(IncidentEvent e) => string.Join('\n',
        $"{e.Id} {e.Type} {e.TypeName} {e.Timestamp} {e.Sequence}",
        $"{e.Service} {e.Method} {e.Url} {e.Status} {e.DurationNanoseconds} {e.Error} {e.TraceId}",
        $"headers {Of(e.Headers)}",
        $"body {Of(e.Body)}",
        $"captured {e.ResponseCaptured} {e.Reason}",
        $"response headers {Of(e.ResponseHeaders)}",
        $"response trailers {Of(e.ResponseTrailers)}",
        $"response body {Of(e.ResponseBody)}",
        $"{e.BytesSent} {e.BytesReceived} {e.GrpcServiceMethod} {e.GrpcStatus} {e.InjectionApplied} {e.ConnectionEnd}",
        string.Join(',', e.UnknownFields.Select(f => $"{f.Key}={Encoding.UTF8.GetString(f.Value.Span)}")));

    private static string Of(HeaderMap headers) =>
        string.Join(';', headers.Select(h => $"{h.Key}=[{string.Join('|', h.Value)}]({h.Value.Count})"));

    private static string Of(RecordedBody body) =>
        $"{body.Size} {body.Sha256} {body.IsTruncated} {body.IsRedacted} {body.IsComplete} {Convert.ToHexString(body.GetBytes().Span)}";
}
