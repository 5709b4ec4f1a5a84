using System.Net;
using System.Net.Http.Headers;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>The body of a request, recorded as it is sent. The service's own content stays the service's.</summary>
internal sealed class TapedRequestContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly OutboundObservation _call;

    /// <summary>Takes the place of a content.</summary>
    /// <param name="inner">The content.</param>
    /// <param name="call">What the recorder sees of the call.</param>
    public TapedRequestContent(HttpContent inner, OutboundObservation call)
    {
        _inner = inner;
        _call = call;
        foreach ((string name, HeaderStringValues values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A connection that was lost before the request had been sent is tried again.
        _call.RequestBody.Restart();
        await _inner.CopyToAsync(new TapedStream(stream, _call.RequestBody), context, cancellationToken).ConfigureAwait(false);
        _call.RequestEnded();
    }

    /// <inheritdoc/>
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _call.RequestBody.Restart();
        _inner.CopyTo(new TapedStream(stream, _call.RequestBody), context, cancellationToken);
        _call.RequestEnded();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }
}
