using System.Net.Http.Headers;
using InfernoSim.Recording;
using InfernoSim.Stub.InProcess;

namespace InfernoSim.Testing.Recording;

/// <summary>Reads the response to a call in full, and leaves it as the service would have got it: also cut short, if it was.</summary>
/// <param name="response">The response.</param>
/// <param name="call">What the recorder sees of the call.</param>
internal readonly struct ResponseReader(HttpResponseMessage response, OutboundObservation call)
{
    /// <summary>Reads it.</summary>
    /// <param name="cancellationToken">The service gives the call up.</param>
    /// <returns>A task that completes when the response can be given to the service.</returns>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        ResponseMessageFields.TakeHead(response, call);
        var body = new MemoryStream();
        bool isCut = false;
        try
        {
            await new TapedStream(await response.Content.ReadAsStreamAsync(cancellationToken), call.ResponseBody).CopyToAsync(body, cancellationToken);
            ResponseMessageFields.TakeTrailers(response, call);
        }
        catch (Exception failure) when (CallRecorder.IsOfTransport(failure) && !cancellationToken.IsCancellationRequested)
        {
            call.Fail(FailureCode.Of(failure));
            isCut = true;
        }

        Replace(body.ToArray(), isCut);
    }

    private void Replace(byte[] body, bool isCut)
    {
        HttpContent read = response.Content;
        response.Content = isCut ? new StreamContent(new AnswerStream(body, cut: true)) : new ByteArrayContent(body);
        foreach ((string name, HeaderStringValues values) in read.Headers.NonValidated)
        {
            response.Content.Headers.TryAddWithoutValidation(name, values);
        }

        read.Dispose();
    }
}
