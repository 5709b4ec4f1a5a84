namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>Records the calls of one client, while their bodies pass. It changes nothing: what the transport throws is thrown.</summary>
/// <param name="recorder">The recorder.</param>
internal sealed class ClientRecorder(Recorder recorder) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RecordedCall? call = RecordedCall.TryOpen(recorder, request);
        if (call is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

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
}
