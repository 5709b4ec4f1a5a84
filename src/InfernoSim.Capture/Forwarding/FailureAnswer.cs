using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Tells a caller that there was no response.</summary>
internal static class FailureAnswer
{
    // Kestrel adds a Date to a response that has none; a value that is there, but null, keeps it from doing so.
    private static readonly StringValues NoDate = new(new string?[] { null });

    /// <summary>Writes it.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="answer">An answer of <see cref="GatewayFailure"/>.</param>
    /// <returns>A task that completes when it is written.</returns>
    public static async Task WriteAsync(HttpContext context, DependencyAnswer answer)
    {
        HttpResponse response = context.Response;
        response.Clear();
        response.Headers.Date = NoDate;
        response.StatusCode = answer.Status;
        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            response.Headers[name] = values.ToArray();
        }

        response.ContentLength = answer.Body.Length;
        if (context.Request.Method != HttpMethods.Head)
        {
            await response.Body.WriteAsync(answer.Body);
        }
    }
}
