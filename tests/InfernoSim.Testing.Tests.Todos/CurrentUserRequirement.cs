using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace InfernoSim.Testing.Tests.Todos;

/// <summary>Who asks has an account still, whatever the token says.</summary>
internal sealed class CurrentUserRequirement : IAuthorizationRequirement;

/// <summary>Looks the user up.</summary>
internal sealed class CurrentUserHandler(UserManager<IdentityUser> users) : AuthorizationHandler<CurrentUserRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, CurrentUserRequirement requirement)
    {
        if (await users.GetUserAsync(context.User) is not null)
        {
            context.Succeed(requirement);
        }
    }
}
