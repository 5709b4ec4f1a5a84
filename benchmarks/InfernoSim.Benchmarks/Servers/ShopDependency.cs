using System.Security.Cryptography.X509Certificates;
using InfernoSim.Benchmarks.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>What a <see cref="ShopService"/> asks, over TLS and HTTP/2: for a price with JSON, and for a part in stock with gRPC.</summary>
internal static class ShopDependency
{
    /// <summary>The role. It answers any command with the hash of its certificate.</summary>
    public static async Task RunAsync()
    {
        using X509Certificate2 certificate = SelfSigned.Create();
        await using WebApplication app = LocalServer.Create(certificate: certificate);
        app.MapPost(StockClient.Path, ReserveAsync);
        app.MapFallback(TrivialService.AnswerAsync);
        await app.StartAsync();
        ParentLink.Ready(new Uri(app.Urls.Single()).Authority);
        await ParentLink.AnswerAsync(_ => Task.FromResult(SelfSigned.HashOf(certificate)));
        await app.StopAsync();
    }

    // Says again what it is told: the message is framed already.
    private static async Task ReserveAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Request.Body.CopyToAsync(context.Response.Body);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
