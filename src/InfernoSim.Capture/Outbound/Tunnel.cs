using System.Net.Sockets;
using System.Security.Authentication;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// A tunnel to a dependency. Where HTTP is spoken inside, and TLS that is to be looked into, its calls are recorded and it is not. Any other
/// is recorded when it ends, and its bytes are counted.
/// </summary>
/// <param name="proxy">The proxy it passes through.</param>
/// <param name="https">Which tunnels are looked into.</param>
/// <param name="destinations">Where it may lead.</param>
/// <param name="connection">The application's connection.</param>
/// <param name="request">What the application asked for.</param>
internal sealed class Tunnel(Proxy proxy, HttpsInside https, Destinations destinations, ProxyConnection connection, ConnectRequest request)
{
    private readonly OutboundObservation _seen = proxy.Recorder.OpenCall("CONNECT", request.Authority, request.Authority);

    private Socket Client => connection.Context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    /// <summary>Opens the tunnel, and serves it to its end.</summary>
    /// <returns>What to answer where there is none, once that has been recorded; <see langword="null"/> when there was one.</returns>
    public async Task<DependencyAnswer?> RunAsync()
    {
        proxy.Enter();
        try
        {
            TakeHeaders();
            using var dependency = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (!await TryConnectAsync(dependency))
            {
                await _seen.CompleteAsync();
                return GatewayFailure.ToAnswer(_seen.Error!);
            }

            _seen.BeginTunnel();
            await ServeAsync(dependency);
            return null;
        }
        catch (RefusedDestinationException refused)
        {
            proxy.Refused.Add(refused);
            _seen.ReleaseBodies();
            return refused.ToAnswer();
        }
        finally
        {
            proxy.Exit();
        }
    }

    private async Task ServeAsync(Socket dependency)
    {
        try
        {
            await TunnelRelay.SendAllAsync(Client, ProxyConnection.Established, connection.Closing);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await FailAsync(FailureCode.Of(e));
            return;
        }

        switch (await WhatIsSpokenAsync(dependency))
        {
            case null:
                // Opened ahead of need, as browsers and pools do: nothing was called.
                _seen.ReleaseBodies();
                break;
            case Spoken.Http1:
                await ServeHttpAsync(dependency, Spoken.Http1);
                break;
            case Spoken.Http2:
                await ServeHttpAsync(dependency, Spoken.Http2);
                break;
            case Spoken.Tls when https.Includes(request.Host):
                await ServeTlsAsync(dependency);
                break;
            default:
                await RelayAsync(dependency);
                break;
        }
    }

    // Who speaks first is heard first: in many protocols that are not HTTP it is the server. Null where nobody has for too long.
    private async Task<Spoken?> WhatIsSpokenAsync(Socket dependency)
    {
        using ClientWait wait = connection.Wait();
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(wait.Token);
        Task<Spoken> byClient = connection.PeekAsync(decided.Token).AsTask();
        Task byDependency = HearAsync(dependency, decided.Token);
        await Task.WhenAny(byClient, byDependency);
        await decided.CancelAsync();
        await byDependency;
        Spoken spoken = await byClient;
        return spoken == Spoken.Nothing && wait.IsTooLong ? null : spoken;
    }

    private static async Task HearAsync(Socket dependency, CancellationToken cancellationToken)
    {
        try
        {
            // Completes when there is something to receive, and takes none of it.
            await dependency.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The relay meets it again.
        }
    }

    private async Task ServeHttpAsync(Socket dependency, Spoken spoken)
    {
        using var ready = new ReadyConnection(dependency);
        connection.Context.Features.Set(ready);
        await connection.ServeHttpAsync(spoken, TunnelOrigin.Of(Uri.UriSchemeHttp, request));
    }

    private async Task ServeTlsAsync(Socket dependency)
    {
        using var ready = new ReadyConnection(dependency);
        connection.Context.Features.Set(ready);
        var inside = TunnelOrigin.Of(Uri.UriSchemeHttps, request);
        Exception? failure = await connection.ServeTlsAsync(name => https.CertificateFor(name.Length == 0 ? request.Host : name), inside);
        if (failure is not AuthenticationException && https.HasAccepted(inside))
        {
            return;
        }

        if (connection.Closing.IsCancellationRequested)
        {
            await (failure is null ? ValueTask.CompletedTask : FailAsync(GatewayFailure.CaptureStopped));
            return;
        }

        if (failure is OperationCanceledException)
        {
            await FailAsync(GatewayFailure.ClientAborted);
            return;
        }

        proxy.NoteCertificateProblem($"a client did not accept the certificate of the local authority for {request.Host}, so its calls failed");
        await FailAsync(GatewayFailure.CertificateRefused);
    }

    private async Task RelayAsync(Socket dependency)
    {
        var relay = new TunnelRelay(connection.Input, Client, dependency, proxy.Limits.Idle, proxy.Recorder.Time);
        Exception? failure = await relay.RunAsync(connection.Closing);
        if (failure is not null)
        {
            _seen.Fail(FailureCode.Of(failure));
        }

        _seen.BytesSent = relay.BytesSent;
        _seen.BytesReceived = relay.BytesReceived;
        if (relay.BytesSent + relay.BytesReceived > 0)
        {
            await _seen.CompleteAsync();
        }
        else
        {
            // Opened ahead of need, as browsers and pools do: nothing was called.
            _seen.ReleaseBodies();
        }

        relay.Close();
    }

    private ValueTask FailAsync(string code)
    {
        _seen.Fail(code);
        return _seen.CompleteAsync();
    }

    private async Task<bool> TryConnectAsync(Socket dependency)
    {
        try
        {
            await destinations.ConnectAsync(dependency, request.Host, request.Port, connection.Closing);
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
        Tracing.Take(request.Headers, _seen);
        _seen.RequestEnded();
    }
}
