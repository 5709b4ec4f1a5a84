using System.Globalization;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Identity;
using InfernoSim.Capture.Recording;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>A tunnel to a dependency, recorded when it ends. Its inside is not looked at; its bytes are counted.</summary>
/// <param name="proxy">The proxy it passes through.</param>
/// <param name="connection">The application's connection.</param>
/// <param name="request">What the application asked for.</param>
internal sealed class Tunnel(Proxy proxy, ConnectionContext connection, ConnectRequest request)
{
    private readonly Observation _seen = new(proxy.Time, proxy.Options.MaxBodyBytes) { Method = "CONNECT", Url = request.Authority };
    private readonly CallOrigin _origin = CallOrigin.Of(request.Headers, proxy.Options.OpenExchanges);

    /// <summary>Opens the tunnel, and serves it to its end.</summary>
    /// <returns>A task that completes when the tunnel has been recorded.</returns>
    public async Task RunAsync()
    {
        _seen.RequestHeaders = RecordHeaders();
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(
            connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested);
        using var dependency = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (!await TryConnectAsync(dependency, stopping.Token))
        {
            await RecordAsync(0, 0);
            await AnswerFailureAsync(_seen.Error!);
            return;
        }

        _seen.Status = StatusCodes.Status200OK;
        Socket client = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var relay = new TunnelRelay(connection.Transport.Input, client, dependency);
        Exception? failure = await relay.RunAsync(stopping.Token);
        if (failure is not null)
        {
            _seen.Error = GatewayFailure.Describe(FailureCode.Of(failure), request.Authority);
        }

        await RecordAsync(relay.BytesSent, relay.BytesReceived);
        relay.Close();
    }

    private async Task<bool> TryConnectAsync(Socket dependency, CancellationToken stopping)
    {
        try
        {
            await dependency.ConnectAsync(request.Host, request.Port, stopping);
            return true;
        }
        catch (SocketException e)
        {
            _seen.Error = GatewayFailure.Describe(FailureCode.Of(e), request.Authority);
        }
        catch (OperationCanceledException)
        {
            _seen.Error = GatewayFailure.Describe(GatewayFailure.CaptureStopped, request.Authority);
        }

        return false;
    }

    private ValueTask RecordAsync(long sent, long received) => proxy.Log.WriteAsync(new IncidentEvent
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = _seen.Arrival,
        TraceId = _origin.TraceId,
        Service = request.Authority,
        Method = _seen.Method,
        Url = _seen.Url,
        Status = _seen.Status,
        DurationNanoseconds = _seen.ElapsedNanoseconds,
        Error = _seen.Error,
        Headers = _seen.RequestHeaders,
        ResponseCaptured = true,
        BytesSent = sent,
        BytesReceived = received,
    });

    private HeaderMap RecordHeaders()
    {
        HeaderRecorder recorder = proxy.NewHeaderRecorder();
        HopByHop hopByHop = HopByHop.Of(request.Headers["Connection"]);
        foreach ((string name, StringValues values) in request.Headers)
        {
            StringValues own = hopByHop.Contains(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase) ? default : _origin.OwnValues(name, values);
            if (own.Count > 0)
            {
                recorder.Add(name, own);
            }
        }

        return recorder.ToHeaderMap();
    }

    private async Task AnswerFailureAsync(string error)
    {
        DependencyAnswer answer = GatewayFailure.ToAnswer(error);
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {(answer.Status == 504 ? "Gateway Timeout" : "Bad Gateway")}\r\n");
        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {values[0]}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\nConnection: close\r\n\r\n");
        await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
        await connection.Transport.Output.WriteAsync(answer.Body);
    }
}
