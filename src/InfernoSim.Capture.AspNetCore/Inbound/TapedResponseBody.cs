using System.IO.Pipelines;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>A response's body, recorded as it is written, as a stream or through the server's own pipe.</summary>
/// <param name="inner">The server's.</param>
/// <param name="context">The exchange.</param>
/// <param name="recorder">Takes note of the bytes.</param>
internal sealed class TapedResponseBody(IHttpResponseBodyFeature inner, HttpContext context, BodyRecorder recorder) : IHttpResponseBodyFeature
{
    private TapedStream? _stream;
    private TapedWriter? _writer;

    /// <inheritdoc/>
    public Stream Stream => _stream ??= new TapedStream(inner.Stream, recorder);

    /// <inheritdoc/>
    public PipeWriter Writer => _writer ??= new TapedWriter(inner.Writer, recorder);

    /// <inheritdoc/>
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>All of it is sent; the server ends it when the exchange is recorded.</remarks>
    public async Task CompleteAsync()
    {
        if (_writer is { } written && (!written.CanGetUnflushedBytes || written.UnflushedBytes > 0))
        {
            await written.FlushAsync();
        }
        else if (!context.Response.HasStarted)
        {
            SayThatItIsEmpty();
            await StartAsync();
        }
    }

    // As Kestrel does where it ends a response itself. One that is started it would send in chunks, not knowing that none comes.
    private void SayThatItIsEmpty()
    {
        HttpResponse response = context.Response;
        if (recorder.Size == 0
            && response.ContentLength is null
            && response.Headers.TransferEncoding.Count == 0
            && !HttpMethods.IsHead(context.Request.Method)
            && response.StatusCode is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            && inner.GetType().Assembly == typeof(KestrelServer).Assembly)
        {
            response.ContentLength = 0;
        }
    }
}
