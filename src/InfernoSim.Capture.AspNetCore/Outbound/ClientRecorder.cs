namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>Records the calls of one client, while their bodies pass. It changes nothing: what the transport throws is thrown.</summary>
/// <param name="recorder">The recorder.</param>
internal sealed class ClientRecorder(Recorder recorder) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        RecordedCall.TryOpen(recorder, request) is { } call ? SendAsync(call, request, cancellationToken) : base.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RecordedCall? call = RecordedCall.TryOpen(recorder, request);
        if (call is null)
        {
            return base.Send(request, cancellationToken);
        }

        bool wasInside = CallsInside.Enter();
        HttpResponseMessage response;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception failure)
        {
            call.Fail(failure, cancellationToken.IsCancellationRequested);
            throw;
        }
        finally
        {
            CallsInside.Leave(wasInside);
        }

        return call.Take(response);
    }

    private async Task<HttpResponseMessage> SendAsync(RecordedCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CallsInside.Enter();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            call.Fail(failure, cancellationToken.IsCancellationRequested);
            throw;
        }

        return call.Take(response);
    }
}
