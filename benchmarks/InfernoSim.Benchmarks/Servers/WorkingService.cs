using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A service that computes for every request, as much as it is told: a slower build is one that is told more.</summary>
internal static class WorkingService
{
    // How often a build hashes its buffer for each request: a few milliseconds.
    private const int UsualRounds = 50;
    private const int RunsPerTail = 3;
    private const int RequestsPerTail = 20;
    private const int TailFactor = 10;

    private static readonly byte[] Buffer = new byte[64 * 1024];

    /// <summary>The role.</summary>
    /// <param name="slower">How many times as long each request takes as in the usual build.</param>
    /// <param name="route">The requests that this is true for, by how their path begins: <c>/</c> for all.</param>
    /// <param name="requestsPerRun">In every third run of so many requests, one request of twenty takes ten times as long; 0 for none.</param>
    public static async Task RunAsync(string slower, string route, string requestsPerRun)
    {
        int slow = (int)(UsualRounds * double.Parse(slower, CultureInfo.InvariantCulture));
        int run = int.Parse(requestsPerRun, CultureInfo.InvariantCulture);
        int served = -1;
        await using WebApplication app = LocalServer.Create();
        app.Run(async context =>
        {
            int number = Interlocked.Increment(ref served);
            bool isTail = run > 0 && number / run % RunsPerTail == RunsPerTail - 1 && number % RequestsPerTail == 0;
            int rounds = (context.Request.Path.Value!.StartsWith(route, StringComparison.Ordinal) ? slow : UsualRounds) * (isTail ? TailFactor : 1);
            for (int round = 0; round < rounds; round++)
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
