using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Stub.InProcess;
using InfernoSim.Testing.Interception;

namespace InfernoSim.Testing.Recording;

/// <summary>
/// Records the calls of one client. A response is read in full before the service gets it, but for those of gRPC, in which both sides may speak in
/// turn. A dependency that cannot be reached becomes a gateway error for the service, as it would through the capture proxy and will be in a
/// replay. A connection that becomes a WebSocket is the service's own, and it is said that nobody saw what passes on it.
/// </summary>
/// <param name="recorder">Records them.</param>
/// <param name="route">Knows which exchange the running code belongs to.</param>
/// <param name="streams">Gets the calls that are recorded while they pass.</param>
internal sealed class CallRecorder(TrafficRecorder recorder, CallRoute route, StreamedCalls streams) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsGrpc(request) ? StreamAsync(request, cancellationToken) : SendAsync(request, isBlocking: false, cancellationToken);

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, isBlocking: true, cancellationToken).GetAwaiter().GetResult();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isBlocking, CancellationToken cancellationToken)
    {
        if (!isBlocking)
        {
            await CallerContext.Leave();
        }

        OutboundObservation call = await OpenAsync(request, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = isBlocking ? base.Send(request, cancellationToken) : await base.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                LeaveUnseen(request, response, call);
            }
            else
            {
                await new ResponseReader(response, call).ReadAsync(cancellationToken);
            }

            return response;
        }
        catch (Exception failure) when (IsOfTransport(failure) && !cancellationToken.IsCancellationRequested)
        {
            call.FailWithoutResponse(FailureCode.Of(failure));
            return AnswerMessage.Of(request, GatewayFailure.ToAnswer(call.Error!));
        }
        catch (Exception failure)
        {
            // The service gave the call up, or a fake of the dependency is broken.
            response?.Dispose();
            call.Fail(cancellationToken.IsCancellationRequested ? GatewayFailure.ClientAborted : FailureCode.Of(failure));
            throw;
        }
        finally
        {
            await call.CompleteAsync();
        }
    }

    private async Task<HttpResponseMessage> StreamAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        StreamedCall call = streams.Add(new StreamedCall(Open(request, RequestMessageReader.ReadHead(request)), request));
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            call.Take(response);
            return response;
        }
        catch (Exception failure) when (IsOfTransport(failure) && !cancellationToken.IsCancellationRequested)
        {
            return AnswerMessage.Of(request, GatewayFailure.ToAnswer(await call.FailAsync(FailureCode.Of(failure))));
        }
        catch (Exception failure)
        {
            await call.FailAsync(cancellationToken.IsCancellationRequested ? GatewayFailure.ClientAborted : FailureCode.Of(failure));
            throw;
        }
    }

    private static bool IsGrpc(HttpRequestMessage request) =>
        request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues type) == true && GrpcCall.IsType(type.ToString());

    /// <summary>Whether an exception says that a dependency did not answer, or not to the end.</summary>
    public static bool IsOfTransport(Exception failure) =>
        failure is HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutException;

    // What follows is no response to be read, but a connection that the service speaks on.
    private void LeaveUnseen(HttpRequestMessage request, HttpResponseMessage response, OutboundObservation call)
    {
        ResponseMessageFields.TakeHead(response, call);
        ProtocolSwitch.LeaveUnseen(call);
        route.Report.Add($"what was said on connections to {request.RequestUri!.Authority} that became WebSockets, or were upgraded otherwise (record it with infernosim capture, or with the flight recorder)");
    }

    private async Task<OutboundObservation> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        DependencyRequest asked = await RequestMessageReader.ReadAsync(request, takesWebSockets: true, cancellationToken);
        OutboundObservation call = Open(request, asked);
        call.RequestBody.Append(asked.Body.Span);
        call.RequestEnded();
        return call;
    }

    private OutboundObservation Open(HttpRequestMessage request, DependencyRequest asked)
    {
        OutboundObservation call = recorder.OpenCall(asked.Method, $"{asked.Scheme}://{asked.Authority}{asked.PathAndQuery}", asked.Authority);
        call.BeginRequest(default, asked.Headers, Ambient());
        foreach ((string name, IReadOnlyList<string> values) in asked.Headers)
        {
            if (call.TakeRequestField(name, values) is var own && own != values)
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, own);
            }
        }

        DirectCallWatch.MarkLed(request);
        return call;
    }

    private string? Ambient() => CallRoute.Current is { } context && context.Route == route ? context.ExchangeId : null;
}
