using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Tells a caller that there was no response.</summary>
internal static class FailureAnswer
{
    // Kestrel adds a Date to a response that has none; a value that is there, but null, keeps it from doing so.
    private static readonly StringValues NoDate = new(new string?[] { null });

    /// <summary>Whether an answer can have a body (RFC 9110, section 6.4.1).</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="status">The status of the answer.</param>
    public static bool HasBody(string method, int status) => method != HttpMethods.Head && status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

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

        if (HasBody(HttpMethods.Get, answer.Status))
        {
            response.ContentLength = answer.Body.Length;
        }

        if (HasBody(context.Request.Method, answer.Status))
        {
            await response.Body.WriteAsync(answer.Body);
        }
    }
}
