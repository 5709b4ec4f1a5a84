using InfernoSim.Capture.AspNetCore.Outbound;
using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Testing.Recording;

/// <summary>A call in which both sides may speak in turn, as in streams of gRPC: it is recorded while it passes.</summary>
internal sealed class StreamedCall : IFollowedCall
{
    private readonly OutboundObservation _call;
    private readonly HttpRequestMessage _request;
    private readonly HttpContent _content;
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isOver;

    /// <summary>Begins to record the request's body when it is sent.</summary>
    /// <param name="call">What the recorder sees of the call.</param>
    /// <param name="request">The request, which has a body.</param>
    public StreamedCall(OutboundObservation call, HttpRequestMessage request)
    {
        _call = call;
        _request = request;
        _content = request.Content!;
        request.Content = new TapedRequestContent(_content, call);
    }

    /// <summary>Completes when all of it is written down.</summary>
    public Task Written => _written.Task;

    /// <summary>The head of the answer is there.</summary>
    /// <param name="response">The answer, whose body is recorded from now on as the service reads it.</param>
    public void Take(HttpResponseMessage response)
    {
        Restore();
        ResponseMessageFields.TakeHead(response, _call);
        if (ResponseMessageFields.AreAllOf(response))
        {
            End(response);
        }
        else
        {
            response.Content = new TapedResponseContent(response.Content, this, response);
        }
    }

    /// <summary>There was no answer.</summary>
    /// <param name="code">A code of <see cref="GatewayFailure"/>.</param>
    /// <returns>What is written down of it.</returns>
    public async Task<string> FailAsync(string code)
    {
        Restore();
        if (TryEnd())
        {
            _call.FailWithoutResponse(code);
            _ = WriteAsync();
        }

        await Written;
        return _call.Error!;
    }

    /// <inheritdoc/>
    public Stream Follow(Stream body, HttpResponseMessage response) => new ResponseStream(body, this, response);

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes) => _call.ResponseBody.Append(bytes);

    /// <inheritdoc/>
    public void End(HttpResponseMessage response)
    {
        if (TryEnd())
        {
            ResponseMessageFields.TakeTrailers(response, _call);
            _ = WriteAsync();
        }
    }

    /// <inheritdoc/>
    public void Cut(Exception? failure)
    {
        if (TryEnd())
        {
            _call.Fail(failure is null or OperationCanceledException ? GatewayFailure.ClientAborted : FailureCode.Of(failure));
            _ = WriteAsync();
        }
    }

    private bool TryEnd() => Interlocked.Exchange(ref _isOver, 1) == 0;

    // Whoever ended it may be reading, and cannot wait; the recorder does, before it is complete.
    private async Task WriteAsync()
    {
        await _call.CompleteAsync();
        _written.SetResult();
    }

    // A retry sends the service's own content once more.
    private void Restore()
    {
        if (_request.Content is TapedRequestContent)
        {
            _request.Content = _content;
        }
    }
}
