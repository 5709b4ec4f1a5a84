using Microsoft.AspNetCore.RateLimiting;

namespace InfernoSim.Laboratory.Service;

/// <summary>ASP.NET Core's own limiters.</summary>
internal static class RateLimits
{
    private const string Queueing = "queueing";
    public const string Refusing = "refusing";

    public static void Register(IServiceCollection services) => services.AddRateLimiter(options =>
    {
        // 10 every 100 ms: 100 requests a second; the others wait.
        options.AddTokenBucketLimiter(Queueing, limiter =>
        {
            limiter.TokenLimit = limiter.TokensPerPeriod = 10;
            limiter.ReplenishmentPeriod = TimeSpan.FromMilliseconds(100);
            limiter.QueueLimit = 100_000;
        });

        // 4 at a time, 50 ms each: 80 requests a second; the others are turned away.
        options.AddConcurrencyLimiter(Refusing, limiter => limiter.PermitLimit = 4);
    });

    public static void Map(WebApplication app)
    {
        app.MapGet("/rate", () => Paths.Answer).RequireRateLimiting(Queueing);
        app.MapGet("/refusing", async () =>
        {
            await Task.Delay(50);
            return Paths.Answer;
        }).RequireRateLimiting(Refusing);
    }
}
