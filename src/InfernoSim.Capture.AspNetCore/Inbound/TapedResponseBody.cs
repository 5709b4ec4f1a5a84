using System.IO.Pipelines;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>A response's body, recorded as it is written, as a stream or through the server's own pipe.</summary>
/// <param name="inner">The server's.</param>
/// <param name="response">The response.</param>
/// <param name="recorder">Takes note of the bytes.</param>
internal sealed class TapedResponseBody(IHttpResponseBodyFeature inner, HttpResponse response, BodyRecorder recorder) : IHttpResponseBodyFeature
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
        else if (!response.HasStarted)
        {
            await StartAsync();
        }
    }
}
