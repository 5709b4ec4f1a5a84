using System.Net;
using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>
/// One call of the service while it passes. Nothing of it waits for the recorder, and nothing that goes wrong in here reaches the caller:
/// the call is left out instead, and with it the exchange that it belongs to.
/// </summary>
internal sealed class RecordedCall : IFollowedCall
{
    private readonly Recorder _recorder;
    private readonly OutboundObservation _call;
    private readonly HttpRequestMessage _request;
    private readonly HttpContent? _content;
    private ProtocolSwitch? _switch;
    private int _isComplete;

    private RecordedCall(Recorder recorder, OutboundObservation call, HttpRequestMessage request)
    {
        _recorder = recorder;
        _call = call;
        _request = request;
        _content = request.Content;
        if (_content is null)
        {
            call.RequestEnded();
        }
        else
        {
            request.Content = new TapedRequestContent(_content, call);
        }
    }

    /// <summary>A response that the service neither reads nor disposes of ends with the last reference to it.</summary>
    ~RecordedCall()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 0)
        {
            Break(GatewayFailure.ClientAborted);
            _recorder.Abandon(_call);
        }
    }

    /// <summary>Begins to record a call.</summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="request">The call, as it is about to be sent.</param>
    /// <returns><see langword="null"/> when it is not recorded.</returns>
    public static RecordedCall? TryOpen(Recorder recorder, HttpRequestMessage request)
    {
        if (!recorder.IsOn || CallsInside.Any || recorder.IsLeftOut)
        {
            return null;
        }

        try
        {
            return RequestMessageHead.Read(request, takesWebSockets: true) is { } asked ? new RecordedCall(recorder, Begin(recorder, asked), request) : null;
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recorder.Miss(recorder.FindExchange(), fault);
            return null;
        }
    }

    /// <summary>There was no answer.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="wasGivenUp">Whether the service gave it up.</param>
    public void Fail(Exception? failure, bool wasGivenUp)
    {
        RestoreRequest();
        _call.FailWithoutResponse(wasGivenUp ? GatewayFailure.ClientAborted : FailureCode.Of(failure));
        Complete();
    }

    /// <summary>The head of the answer is there.</summary>
    /// <param name="response">The answer.</param>
    /// <returns>The same, whose body is recorded as it is read.</returns>
    public HttpResponseMessage Take(HttpResponseMessage response)
    {
        RestoreRequest();
        try
        {
            ResponseMessageFields.TakeHead(response, _call);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                Switch(response);
            }
            else if (ResponseMessageFields.AreAllOf(response))
            {
                Complete();
            }
            else
            {
                response.Content = new TapedResponseContent(response.Content, this, response);
            }
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Miss(fault);
        }

        return response;
    }

    /// <inheritdoc/>
    /// <remarks>The body may be the connection that it has become, which the service also writes to.</remarks>
    public Stream Follow(Stream body, HttpResponseMessage response) => _switch?.Connection ?? new ResponseStream(body, this, response);

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes) => _call.ResponseBody.Append(bytes);

    /// <inheritdoc/>
    public void End(HttpResponseMessage response)
    {
        if (Volatile.Read(ref _isComplete) == 0)
        {
            ResponseMessageFields.TakeTrailers(response, _call);
            Complete();
        }
    }

    /// <inheritdoc/>
    public void Cut(Exception? failure)
    {
        if (Volatile.Read(ref _isComplete) == 0)
        {
            Break(failure is null or OperationCanceledException ? GatewayFailure.ClientAborted : FailureCode.Of(failure));
            Complete();
        }
    }

    private static OutboundObservation Begin(Recorder recorder, DependencyRequest asked)
    {
        OutboundObservation call = recorder.OpenCall(asked);
        foreach ((string name, IReadOnlyList<string> values) in asked.Headers)
        {
            call.TakeRequestField(name, values);
        }

        recorder.Begin(call);
        return call;
    }

    // What the service closes is over, whoever closed the connection before.
    private void Switch(HttpResponseMessage response)
    {
        _switch = ProtocolSwitch.Observe(response.Content.ReadAsStream(), name => ResponseMessageFields.Values(response, name), _call, isServer: false, () => Cut(null));
        if (_call.Conversation is null)
        {
            Complete();
        }
        else
        {
            response.Content = new TapedResponseContent(response.Content, this, response);
        }
    }

    // How a WebSocket ended is in what was said.
    private void Break(string code)
    {
        if (_call.Conversation is null)
        {
            _call.Fail(code);
        }
        else
        {
            _switch?.End(isCut: false);
        }
    }

    // A retry sends the service's own content once more.
    private void RestoreRequest()
    {
        if (_content is not null && _request.Content is TapedRequestContent)
        {
            _request.Content = _content;
        }
    }

    private void Complete()
    {
        if (TryEnd())
        {
            _recorder.Complete(_call);
        }
    }

    private void Miss(Exception fault)
    {
        if (TryEnd())
        {
            _recorder.Miss(_call, fault);
        }
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 1)
        {
            return false;
        }

#pragma warning disable CA1816 // There is nothing to dispose of: a call ends when its body does.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        return true;
    }
}
