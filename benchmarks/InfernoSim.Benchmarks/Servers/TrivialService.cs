using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A service that does nothing but answer.</summary>
internal static class TrivialService
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>What it answers to every request.</summary>
    public static ReadOnlyMemory<byte> Body { get; } =
        """{"id":"A-1027","status":"accepted","amount":129.90,"currency":"EUR","items":[{"sku":"K-1","count":2},{"sku":"K-7","count":1}]}"""u8.ToArray();

    /// <summary>The role.</summary>
    public static async Task RunAsync()
    {
        await using WebApplication app = LocalServer.Create();
        app.Run(AnswerAsync);
        await LocalServer.RunAsync(app);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = (int)HttpStatusCode.OK;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body);
    }
}
