using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Testing.Tests.Shop;

internal static class OrderEndpoints
{
    private const string OneOrder = "one order";
    private const int PageSize = 2;

    public static void MapOrders(this WebApplication app, Defect defect)
    {
        app.MapGet("/orders", ListAsync);
        app.MapGet("/orders/{id:int}", async (int id, ShopContext database, HttpResponse response) =>
        {
            Order? order = await database.Orders.FindAsync(defect == Defect.FirstOrder ? 1 : id);
            if (order is null)
            {
                return Results.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);
            }

            response.Headers.ETag = $"\"{order.Version}\"";
            response.GetTypedHeaders().LastModified = DateTime.SpecifyKind(order.UpdatedAt, DateTimeKind.Utc);
            if (defect == Defect.CreationOfFirst)
            {
                order.CreatedAt = (await database.Orders.FindAsync(1))!.CreatedAt;
            }

            order.UpdatedAt = defect == Defect.ChangedNow ? DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime, DateTimeKind.Unspecified) : order.UpdatedAt;
            return Results.Ok(order);
        }).WithName(OneOrder);
        app.MapGet("/orders/changes", (DateTime after, ShopContext database) =>
            database.Orders.Where(order => order.UpdatedAt > after).OrderByDescending(order => order.UpdatedAt).Select(order => new { order.Number, order.UpdatedAt }).ToListAsync());
        app.MapPost("/orders", (NewOrder wanted, ShopContext database, IHttpClientFactory clients) => TakeAsync(wanted, database, clients, defect));
        app.MapPut("/orders/{id:int}", (int id, NewOrder wanted, [FromHeader(Name = "If-Match")] string? match, ShopContext database) => ChangeAsync(id, wanted, match, database, defect));
        app.MapDelete("/orders/{id:int}", async (int id, ShopContext database) =>
            defect == Defect.KeepsDeleted || await database.Orders.Where(order => order.Id == id).ExecuteDeleteAsync() == 1 ? Results.NoContent() : Results.NotFound());
    }

    private static async Task<IResult> ListAsync(ShopContext database, LinkGenerator links, HttpContext context, int page = 1)
    {
        int total = await database.Orders.CountAsync();
        List<Order> items = await database.Orders.OrderBy(order => order.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync();
        string? next = page * PageSize < total ? $"/orders?page={page + 1}" : null;
        return Results.Ok(new { total, items = items.Select(order => new { order.Id, order.Number, self = links.GetPathByName(context, OneOrder, new { id = order.Id }) }), next });
    }

    private static async Task<IResult> TakeAsync(NewOrder wanted, ShopContext database, IHttpClientFactory clients, Defect defect)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var order = new Order { Number = wanted.Number, ProductId = wanted.ProductId, Quantity = wanted.Quantity, CreatedAt = now, UpdatedAt = now };
        if (defect == Defect.TakesNumberTwice && await database.Orders.AnyAsync(other => other.Number == wanted.Number))
        {
            order.Number = $"{wanted.Number}-{Guid.NewGuid()}";
        }

        database.Add(order);
        try
        {
            await database.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            return Results.Problem($"There is an order {wanted.Number}.", statusCode: StatusCodes.Status409Conflict);
        }

        using HttpClient stock = clients.CreateClient("stock");
        int booked = defect == Defect.BooksAnother && order.Id > 1 ? order.Id - 1 : order.Id;
        using HttpResponseMessage answer = await stock.PostAsJsonAsync($"/products/{order.ProductId}/bookings", new { orderId = booked, order.Quantity, at = defect == Defect.BooksLater ? order.CreatedAt.AddDays(1) : order.CreatedAt });
        answer.EnsureSuccessStatusCode();
        return Results.CreatedAtRoute(OneOrder, new { id = defect == Defect.OtherLocation ? order.Id + 1 : order.Id }, order);
    }

    private static async Task<IResult> ChangeAsync(int id, NewOrder wanted, string? match, ShopContext database, Defect defect)
    {
        Order? order = await database.Orders.FindAsync(id);
        if (order is null)
        {
            return Results.NotFound();
        }

        if (match != $"\"{order.Version}\"" && defect != Defect.AnyVersion)
        {
            return Results.Problem("The order was changed meanwhile.", statusCode: StatusCodes.Status412PreconditionFailed);
        }

        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        (order.ProductId, order.Quantity, order.Version) = (wanted.ProductId, wanted.Quantity, Guid.NewGuid());
        order.CreatedAt = defect == Defect.CreatesAgain ? now : order.CreatedAt;
        order.UpdatedAt = defect == Defect.KeepsTimeOfChange ? order.UpdatedAt : now;
        await database.SaveChangesAsync();
        return Results.NoContent();
    }
}

internal sealed record NewOrder(string Number, int ProductId, int Quantity);
