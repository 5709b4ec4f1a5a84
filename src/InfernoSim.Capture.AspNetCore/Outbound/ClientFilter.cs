using Microsoft.Extensions.Http;

namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>
/// Puts the recorder at the end of every client from <see cref="IHttpClientFactory"/>, inside of retries and of whatever else the service
/// has put around: what is recorded is each request as it is sent.
/// </summary>
/// <param name="recorder">The recorder.</param>
internal sealed class ClientFilter(Recorder recorder) : IHttpMessageHandlerBuilderFilter
{
    /// <inheritdoc/>
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (recorder.IsOn)
        {
            builder.PrimaryHandler = new ClientRecorder(recorder) { InnerHandler = builder.PrimaryHandler };
        }
    };
}
