using System.Globalization;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>A tunnel to a dependency, recorded when it ends. Its inside is not looked at; its bytes are counted.</summary>
/// <param name="proxy">The proxy it passes through.</param>
/// <param name="connection">The application's connection.</param>
/// <param name="request">What the application asked for.</param>
internal sealed class Tunnel(Proxy proxy, ConnectionContext connection, ConnectRequest request)
{
    private readonly OutboundObservation _seen = proxy.Recorder.OpenCall("CONNECT", request.Authority, request.Authority);

    /// <summary>Opens the tunnel, and serves it to its end.</summary>
    /// <returns>A task that completes when the tunnel has been recorded.</returns>
    public async Task RunAsync()
    {
        TakeHeaders();
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(
            connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested);
        using var dependency = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (!await TryConnectAsync(dependency, stopping.Token))
        {
            await _seen.CompleteAsync();
            await AnswerFailureAsync(_seen.Error!);
            return;
        }

        _seen.BeginTunnel();
        Socket client = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var relay = new TunnelRelay(connection.Transport.Input, client, dependency);
        Exception? failure = await relay.RunAsync(stopping.Token);
        if (failure is not null)
        {
            _seen.Fail(FailureCode.Of(failure));
        }

        _seen.BytesSent = relay.BytesSent;
        _seen.BytesReceived = relay.BytesReceived;
        await _seen.CompleteAsync();
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
            _seen.Fail(FailureCode.Of(e));
        }
        catch (OperationCanceledException)
        {
            _seen.Fail(GatewayFailure.CaptureStopped);
        }

        return false;
    }

    private void TakeHeaders()
    {
        _seen.BeginRequest(request.Headers["Connection"].ToHopByHop(), Tracing.Of(request.Headers));
        foreach ((string name, StringValues values) in request.Headers)
        {
            _seen.TakeRequestField(name, values.ToList());
        }

        _seen.RequestEnded();
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
