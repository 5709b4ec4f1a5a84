using System.Net;
using System.Net.Http.Headers;

namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>The body of a response, recorded as the service reads it.</summary>
internal sealed class TapedResponseContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly IFollowedCall _call;
    private readonly HttpResponseMessage _response;

    /// <summary>Takes the place of a content.</summary>
    /// <param name="inner">The content.</param>
    /// <param name="call">The call.</param>
    /// <param name="response">The response.</param>
    public TapedResponseContent(HttpContent inner, IFollowedCall call, HttpResponseMessage response)
    {
        _inner = inner;
        _call = call;
        _response = response;
        foreach ((string name, HeaderStringValues values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <inheritdoc/>
    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        _call.Follow(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _response);

    /// <inheritdoc/>
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => _call.Follow(_inner.ReadAsStream(cancellationToken), _response);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using Stream body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using Stream body = CreateContentReadStream(cancellationToken);
        body.CopyTo(stream);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _call.Cut(null);
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
