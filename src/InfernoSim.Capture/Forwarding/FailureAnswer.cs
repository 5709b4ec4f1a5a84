using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Tells a caller that there was no response.</summary>
internal static class FailureAnswer
{
    /// <summary>Writes the answer of <see cref="GatewayFailure"/>.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="error">The error as it was recorded.</param>
    /// <param name="date">The value of <c>Date</c>.</param>
    /// <returns>A task that completes when it is written.</returns>
    public static async Task WriteAsync(HttpContext context, string error, StringValues date)
    {
        DependencyAnswer answer = GatewayFailure.ToAnswer(error);
        HttpResponse response = context.Response;
        response.Clear();
        response.Headers.Date = date;
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
