using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A service that computes for every request, as much as it is told: a slower build is one that is told more.</summary>
internal static class WorkingService
{
    /// <summary>How often a build hashes its buffer for each request: a few milliseconds.</summary>
    public const int UsualRounds = 50;

    private static readonly byte[] Buffer = new byte[64 * 1024];

    /// <summary>The role.</summary>
    /// <param name="rounds">How often it hashes its buffer for each request.</param>
    public static async Task RunAsync(string rounds)
    {
        int count = int.Parse(rounds, CultureInfo.InvariantCulture);
        await using WebApplication app = LocalServer.Create();
        app.Run(async context =>
        {
            for (int round = 0; round < count; round++)
            {
                _ = SHA256.HashData(Buffer);
            }

            context.Response.ContentType = TrivialService.ContentType;
            context.Response.ContentLength = TrivialService.Body.Length;
            await context.Response.Body.WriteAsync(TrivialService.Body);
        });
        await LocalServer.RunAsync(app);
    }
}
