using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace InfernoSim.Testing.Tests.Todos;

/// <summary>Who is known to another provider: registered at the first time, and given Identity's bearer token.</summary>
internal static class ProviderEndpoints
{
    public static void MapProviders(this IEndpointRouteBuilder users, Defect defect) =>
        users.MapPost("/token/{provider}", async (string provider, ProviderAccount account, UserManager<IdentityUser> manager, SignInManager<IdentityUser> signIn) =>
        {
            IdentityUser? user = await manager.FindByLoginAsync(provider, account.Key);
            if (user is null)
            {
                user = new IdentityUser(account.Name);
                IdentityResult made = await manager.CreateAsync(user);
                IdentityResult linked = made.Succeeded ? await manager.AddLoginAsync(user, new UserLoginInfo(provider, defect == Defect.ForgetsLogin ? $"{Guid.NewGuid()}" : account.Key, provider)) : made;
                if (!linked.Succeeded)
                {
                    return Results.ValidationProblem(linked.Errors.ToDictionary(error => error.Code, error => new[] { error.Description }));
                }
            }

            ClaimsPrincipal principal = await signIn.CreateUserPrincipalAsync(user);
            return Results.SignIn(principal, authenticationScheme: IdentityConstants.BearerScheme);
        });
}

internal sealed record ProviderAccount(string Name, string Key);
