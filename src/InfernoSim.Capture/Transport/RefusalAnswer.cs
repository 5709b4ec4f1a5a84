using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Transport;

/// <summary>Tells a caller that a proxy was asked for what it cannot do. Such a request is not part of an incident.</summary>
internal static class RefusalAnswer
{
    /// <summary>Writes the answer.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="status">The status.</param>
    /// <param name="reason">What is wrong, and what to do.</param>
    /// <returns>A task that completes when it is written.</returns>
    public static Task WriteAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n");
    }
}
