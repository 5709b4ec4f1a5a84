using System.Security.Claims;
using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Testing.Tests.Todos;

internal static class TodoEndpoints
{
    public static void MapTodos(this WebApplication app, Defect defect)
    {
        RouteGroupBuilder todos = app.MapGroup("/todos").RequireAuthorization().RequireRateLimiting(UserLimits.Policy);
        todos.MapGet("/", async (TodoContext database, ClaimsPrincipal user) =>
            await Of(database, user, defect).OrderBy(todo => todo.Id).Select(todo => new TodoItem(todo.Id, todo.Title, todo.IsComplete)).ToListAsync());
        todos.MapGet("/{id:int}", async (int id, TodoContext database, ClaimsPrincipal user) =>
            await Of(database, user, defect).FirstOrDefaultAsync(todo => todo.Id == id) is { } todo ? Results.Ok(new TodoItem(todo.Id, todo.Title, todo.IsComplete)) : Results.NotFound());
        todos.MapPost("/", async (NewTodo wanted, TodoContext database, ClaimsPrincipal user) =>
        {
            if (string.IsNullOrWhiteSpace(wanted.Title))
            {
                return Results.ValidationProblem(new Dictionary<string, string[]> { ["title"] = ["A todo has a title."] });
            }

            var todo = new Todo { Title = wanted.Title, OwnerId = IdOf(user) };
            database.Add(todo);
            await database.SaveChangesAsync();
            int id = defect == Defect.IdOfAnother ? todo.Id - 1 : todo.Id;
            return Results.Created($"/todos/{id}", new TodoItem(id, todo.Title, todo.IsComplete));
        });
        todos.MapPut("/{id:int}", async (int id, TodoItem wanted, TodoContext database, ClaimsPrincipal user) =>
        {
            if (id != wanted.Id)
            {
                return Results.Problem("The ids differ.", statusCode: StatusCodes.Status400BadRequest);
            }

            int changed = await Of(database, user, defect).Where(todo => todo.Id == id)
                .ExecuteUpdateAsync(todo => todo.SetProperty(t => t.IsComplete, wanted.IsComplete).SetProperty(t => t.Title, wanted.Title));
            return changed == 1 ? Results.NoContent() : Results.NotFound();
        });
        todos.MapDelete("/{id:int}", async (int id, TodoContext database, ClaimsPrincipal user) =>
            defect == Defect.KeepsDeleted || await Of(database, user, defect).Where(todo => todo.Id == id).ExecuteDeleteAsync() == 1 ? Results.NoContent() : Results.NotFound());
    }

    private static IQueryable<Todo> Of(TodoContext database, ClaimsPrincipal user, Defect defect)
    {
        string owner = IdOf(user);
        return defect == Defect.TodosOfOthers ? database.Todos : database.Todos.Where(todo => todo.OwnerId == owner);
    }

    private static string IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;
}

internal sealed record NewTodo(string Title);

internal sealed record TodoItem(int Id, string Title, bool IsComplete);
