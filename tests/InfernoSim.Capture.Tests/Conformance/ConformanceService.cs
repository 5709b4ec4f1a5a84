using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>The service that is asked: it says what it saw.</summary>
internal static class ConformanceService
{
    /// <summary>The path of what is never answered.</summary>
    public const string Hold = "/hold";

    public static void Map(WebApplication app) => app.Run(AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == Hold)
        {
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"[saw {context.Request.Method} {context.Request.Path} {body.Length}]"));
    }
}
