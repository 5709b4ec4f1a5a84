using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// The end of a response that its sender cut short: the caller gets every byte that came, and then the end of the connection
/// in place of the end of the body.
/// </summary>
/// <param name="context">The response.</param>
internal readonly struct CutResponse(HttpContext context)
{
    /// <summary>Sends what there is.</summary>
    /// <param name="isChunked">Whether the body is in chunks, the last of which now stays out.</param>
    /// <returns>A task that completes when the headers are on their way, which they were not if no body came.</returns>
    public async Task SendAsync(bool isChunked)
    {
        if (!context.Response.HasStarted)
        {
            await context.Response.StartAsync();
        }

        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && (isChunked || context.Response.ContentLength is not null))
        {
            // Kestrel closes a connection on which fewer bytes were written than announced.
            context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
        }
        else
        {
            // Here the end of the connection, or of the stream, is the end of the body, so that it takes a reset to tell.
            context.Abort();
        }
    }
}
