using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace InfernoSim.Testing.Tests.Todos;

/// <summary>Tokens of the service's own beside those of Identity: a signed one for a short time, and one to renew it with.</summary>
internal static class TokenEndpoints
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LifetimeOfRenewal = TimeSpan.FromDays(7);

    public static SymmetricSecurityKey Key { get; } = new("a key that is long enough for SHA-256 and no secret"u8.ToArray());

    public static void MapTokens(this WebApplication app, Defect defect)
    {
        app.MapPost("/tokens", async (Credentials credentials, UserManager<IdentityUser> users, TodoContext database) =>
            await users.FindByEmailAsync(credentials.Email) is { } user && (defect == Defect.AnyPassword || await users.CheckPasswordAsync(user, credentials.Password))
                ? Results.Ok(await GiveAsync(user, database, defect))
                : Results.Problem("The password is wrong.", statusCode: StatusCodes.Status401Unauthorized));
        app.MapPost("/tokens/refresh", async (Renewal renewal, UserManager<IdentityUser> users, TodoContext database) =>
        {
            RefreshToken? known = await database.RefreshTokens.FirstOrDefaultAsync(token => token.Value == renewal.RefreshToken);
            if (known is null || defect == Defect.RefusesRefresh)
            {
                return Results.Problem("The token is not known.", statusCode: StatusCodes.Status401Unauthorized);
            }

            IdentityUser user = (await users.FindByIdAsync(known.UserId))!;
            if (defect == Defect.SameRefreshToken)
            {
                return Results.Ok(TokensOf(user, known));
            }

            database.Remove(known);
            return Results.Ok(await GiveAsync(user, database, defect));
        });
    }

    private static async Task<Tokens> GiveAsync(IdentityUser user, TodoContext database, Defect defect)
    {
        DateTime expires = TimeProvider.System.GetUtcNow().UtcDateTime + (defect == Defect.LivesLonger ? 2 * LifetimeOfRenewal : LifetimeOfRenewal);
        var refresh = new RefreshToken { Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), UserId = user.Id, ExpiresAt = expires };
        database.Add(refresh);
        await database.SaveChangesAsync();
        return TokensOf(user, refresh);
    }

    private static Tokens TokensOf(IdentityUser user, RefreshToken refresh) =>
        new(Sign(user), refresh.Value, (int)Lifetime.TotalSeconds, (TimeProvider.System.GetUtcNow() + Lifetime).ToUnixTimeSeconds(), refresh.ExpiresAt);

    private static string Sign(IdentityUser user) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Subject = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.Id), new(ClaimTypes.Name, user.Email!), new("jti", $"{Guid.NewGuid()}")]),
        Issuer = "todos",
        Audience = "todos",
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime + Lifetime,
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
    });
}

internal sealed record Credentials(string Email, string Password);

internal sealed record Renewal(string RefreshToken);

internal sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn, long ExpiresAt, DateTime RenewBefore);
