using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Stub.InProcess;
using InfernoSim.Testing.Interception;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Testing.Recording;

/// <summary>
/// Records the calls of one client. A response is read in full before the service gets it. A dependency that cannot be
/// reached becomes a gateway error for the service, as it would through the capture proxy and will be in a replay.
/// </summary>
internal sealed class CallRecorder(EventLog log, CallRoute route) : DelegatingHandler
{
    private const long NanosecondsPerTick = 100;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        IncidentTimestamp arrival = IncidentTimestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        DependencyRequest call = await RequestMessageReader.ReadAsync(request, cancellationToken);
        string? exchangeId = TraceContext.ReadExchangeId(call.Headers) ?? Ambient();
        request.Headers.Remove(TraceContext.InfernoHeader);
        DirectCallWatch.MarkLed(request);
        HttpResponseMessage? response = null;
        string? error = null;
        byte[] body = [];
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            response?.Dispose();
            response = null;
            error = GatewayFailure.Describe(CodeOf(failure), call.Authority);
        }
        finally
        {
            // A call that the service itself gave up is recorded as such: the dependency did not answer in time.
            error ??= response is null ? GatewayFailure.Describe(GatewayFailure.Timeout, call.Authority) : null;
            await log.OutboundAsync(EventOf(call, exchangeId, arrival, response, body, error) with
            {
                DurationNanoseconds = Stopwatch.GetElapsedTime(began).Ticks * NanosecondsPerTick,
            });
        }

        return response ?? AnswerMessage.Of(request, GatewayFailure.ToAnswer(error!));
    }

    private string? Ambient() => CallRoute.Current is { } context && context.Route == route ? context.ExchangeId : null;

    private IncidentEvent EventOf(DependencyRequest call, string? exchangeId, IncidentTimestamp arrival, HttpResponseMessage? response, byte[] body, string? error) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = arrival,
        TraceId = exchangeId,
        Service = call.Authority,
        Method = call.Method,
        Url = $"{call.Scheme}://{call.Authority}{call.PathAndQuery}",
        Status = error is null ? (int)response!.StatusCode : 0,
        Error = error,

        // The target is in the event's url.
        Headers = log.Record(call.Headers.Where(field => !field.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Select(ToValues), StringValues.Empty),
        Body = BodyTape.Of(call.Body, log.MaxBody),
        ResponseCaptured = true,
        ResponseHeaders = response is null ? HeaderMap.Empty : log.Record(Fields(response), string.Join(',', response.Headers.Connection)),
        ResponseTrailers = response is null ? HeaderMap.Empty : log.Record(response.TrailingHeaders.NonValidated.Select(ToValues), StringValues.Empty),
        ResponseBody = BodyTape.Of(body, log.MaxBody),
    };

    private static IEnumerable<KeyValuePair<string, StringValues>> Fields(HttpResponseMessage response) =>
        response.Headers.NonValidated.Select(ToValues).Concat(response.Content.Headers.NonValidated.Select(ToValues));

    private static KeyValuePair<string, StringValues> ToValues(KeyValuePair<string, HeaderStringValues> field) => new(field.Key, field.Value.ToArray());

    private static KeyValuePair<string, StringValues> ToValues(KeyValuePair<string, IReadOnlyList<string>> field) => new(field.Key, field.Value.ToArray());

    // A bare SocketException: the connection was reset while it was being made.
    private static string CodeOf(Exception failure) => (failure as HttpRequestException)?.HttpRequestError switch
    {
        null => GatewayFailure.ConnectionReset,
        HttpRequestError.NameResolutionError => GatewayFailure.NameNotResolved,
        HttpRequestError.ConnectionError when failure.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut } => GatewayFailure.Timeout,
        HttpRequestError.ConnectionError => GatewayFailure.ConnectionRefused,
        HttpRequestError.Unknown or HttpRequestError.ResponseEnded => GatewayFailure.ConnectionReset,
        _ => GatewayFailure.ProtocolError,
    };
}
