using System.Security.Claims;
using System.Threading.RateLimiting;

namespace InfernoSim.Testing.Tests.Todos;

/// <summary>How much each user may ask: a bucket of tokens for each, small ones for who comes from elsewhere.</summary>
internal static class UserLimits
{
    public const string Policy = "each user";

    /// <summary>How many requests of a user from elsewhere are served in an hour.</summary>
    public const int OfGuests = 4;

    public static void AddUserLimits(this IServiceCollection services, Defect defect) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => RateLimitPartition.GetTokenBucketLimiter(
            defect == Defect.OneLimitForAll ? "all" : context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody",
            _ => context.User.Identity?.Name?.Contains('@', StringComparison.Ordinal) == false ? Bucket(OfGuests, TimeSpan.FromHours(1)) : Bucket(100, TimeSpan.FromSeconds(10))));
    });

    private static TokenBucketRateLimiterOptions Bucket(int tokens, TimeSpan period) =>
        new() { TokenLimit = tokens, TokensPerPeriod = tokens, ReplenishmentPeriod = period, QueueLimit = 0 };
}
