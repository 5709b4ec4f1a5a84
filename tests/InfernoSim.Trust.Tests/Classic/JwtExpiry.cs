using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A signed token that is good for an hour, recorded long ago.</summary>
internal sealed class JwtExpiry : ClassicScenario
{
    private static readonly byte[] Key = "a key that the service keeps to itself"u8.ToArray();

    public static DateTimeOffset RecordedAt { get; } = new(2021, 3, 4, 5, 6, 7, TimeSpan.Zero);

    protected override TimeProvider RecordingClock { get; } = new StoppedClock(RecordedAt);

    protected override void MapDependency(WebApplication application) =>
        application.MapGet("/accounts/{user}", (string user) => Answers.Json(new JsonObject { ["balance"] = 1200 }));

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        application.MapPost("/token", () =>
        {
            TimeSpan lifetime = defect == Defect.GivesBadCredential ? TimeSpan.FromHours(-1) : TimeSpan.FromHours(1);
            return Answers.Json(new JsonObject { ["token"] = Sign("ada", clock.GetUtcNow() + lifetime) });
        });
        application.MapGet("/account", async (HttpContext context) =>
        {
            string token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            if (defect != Defect.IgnoresCredential && !IsGood(token, clock.GetUtcNow()))
            {
                return Answers.Json(new JsonObject { ["error"] = "expired" }, StatusCodes.Status401Unauthorized);
            }

            string user = defect == Defect.IgnoresCredential ? "anyone" : "ada";
            return Answers.Json(JsonNode.Parse(await dependency.GetStringAsync($"/accounts/{user}"))!.AsObject());
        });
    }

    protected override async Task SendAsync(Customer customer)
    {
        JsonNode login = await customer.SendAsync("POST", "/token");
        await customer.SendAsync("GET", "/account", token: login["token"]!.GetValue<string>());
    }

    private static string Sign(string subject, DateTimeOffset expiry)
    {
        string claims = string.Create(CultureInfo.InvariantCulture, $$"""{"sub":"{{subject}}","exp":{{expiry.ToUnixTimeSeconds()}},"jti":"{{Guid.NewGuid()}}"}""");
        string signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static bool IsGood(string token, DateTimeOffset now)
    {
        string[] parts = token.Split('.');
        string signature = Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")));
        JsonNode claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        return signature == parts[2] && claims["exp"]!.GetValue<long>() > now.ToUnixTimeSeconds();
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
