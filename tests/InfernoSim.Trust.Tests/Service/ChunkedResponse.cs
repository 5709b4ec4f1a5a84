using System.Text;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>
/// Writes a body in chunks with a trailer after it (RFC 9112, section 7.1). Kestrel sends trailers only over HTTP/2; where
/// an application names the transfer coding itself, it leaves the framing to the application.
/// </summary>
internal sealed class ChunkedResponse
{
    private readonly HttpResponse _response;

    public ChunkedResponse(HttpResponse response, string trailer)
    {
        _response = response;
        response.Headers.TransferEncoding = "chunked";
        response.Headers.Trailer = trailer;
    }

    public async Task WriteAsync(byte[] chunk)
    {
        await _response.WriteAsync($"{chunk.Length:x}\r\n");
        await _response.Body.WriteAsync(chunk);
        await _response.WriteAsync("\r\n");
        await _response.Body.FlushAsync();
    }

    public Task EndAsync(params (string Name, string Value)[] trailers) =>
        _response.WriteAsync($"0\r\n{string.Concat(trailers.Select(trailer => $"{trailer.Name}: {trailer.Value}\r\n"))}\r\n", Encoding.ASCII);
}
