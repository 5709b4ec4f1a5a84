using System.IO.Pipelines;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>The request's body as a pipe: the server's own, as long as nobody has put a stream of his own in the body's place.</summary>
/// <param name="context">The exchange.</param>
/// <param name="inner">The server's reader.</param>
/// <param name="body">The body as a stream.</param>
internal sealed class TapedRequestPipe(HttpContext context, PipeReader inner, TapedStream body) : IRequestBodyPipeFeature
{
    private TapedReader? _reader;
    private RequestBodyPipeFeature? _replaced;

    /// <inheritdoc/>
    public PipeReader Reader => ReferenceEquals(context.Request.Body, body) ? _reader ??= new TapedReader(inner, body) : (_replaced ??= new RequestBodyPipeFeature(context)).Reader;

    /// <summary>The service is done with it, whatever it was in the middle of.</summary>
    public void Leave() => _reader?.Complete();
}
