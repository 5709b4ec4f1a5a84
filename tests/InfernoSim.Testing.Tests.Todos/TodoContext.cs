using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Testing.Tests.Todos;

public sealed class TodoContext(DbContextOptions<TodoContext> options) : IdentityDbContext<IdentityUser>(options)
{
    public DbSet<Todo> Todos => Set<Todo>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
}

public sealed class Todo
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public bool IsComplete { get; set; }

    public required string OwnerId { get; set; }
}

/// <summary>A token that is given back once for the next one.</summary>
public sealed class RefreshToken
{
    public int Id { get; set; }

    public required string Value { get; set; }

    public required string UserId { get; set; }

    public DateTime ExpiresAt { get; set; }
}
