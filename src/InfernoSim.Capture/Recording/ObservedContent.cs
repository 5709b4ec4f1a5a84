using System.Net;

namespace InfernoSim.Capture.Recording;

/// <summary>A response's content whose stream is observed. It is only ever read as a stream, once.</summary>
/// <param name="inner">The content as it came.</param>
/// <param name="stream">Its observed stream.</param>
internal sealed class ObservedContent(HttpContent inner, Stream stream) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => stream;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
