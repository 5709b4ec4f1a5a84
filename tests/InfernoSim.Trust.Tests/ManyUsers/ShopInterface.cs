using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>The shop for applications on phones: bearer tokens, and a refresh token for each that is good once.</summary>
internal static class ShopInterface
{
    public static void Map(WebApplication application, ShopState state, ShopOrders orders)
    {
        application.MapPost("/api/token", ([FromBody] JsonObject login) =>
            state.Login(login["user"]!.GetValue<string>(), login["password"]!.GetValue<string>()) is { } session ? Tokens(state, session) : Unauthorized());
        application.MapPost("/api/token/refresh", ([FromBody] JsonObject request) =>
            state.Redeem(request["refresh_token"]!.GetValue<string>()) is { } session ? Tokens(state, session) : Unauthorized());
        application.MapGet("/api/cart", (HttpContext context) => SessionOf(context, state) is { } session
            ? Answers.Json(new JsonObject { ["user"] = session.User, ["items"] = new JsonArray([.. session.Cart.Select(ToJson)]), ["total"] = session.Total })
            : Unauthorized());
        application.MapPost("/api/cart/items", async (HttpContext context, [FromBody] JsonObject item) => SessionOf(context, state) is { } session
            ? Answers.Json(ToJson(await orders.AddAsync(session, item["sku"]!.GetValue<string>())), StatusCodes.Status201Created)
            : Unauthorized());
        application.MapPut("/api/cart/items/{item:guid}", (HttpContext context, Guid item, [FromBody] JsonObject change) =>
            SessionOf(context, state) is { } session && session.Change(item, change["quantity"]!.GetValue<int>()) ? Results.NoContent() : Unauthorized());
        application.MapPost("/api/orders", async (HttpContext context) => SessionOf(context, state) is { } session
            ? Results.Created($"/api/orders/{await orders.OrderAsync(session)}", null)
            : Unauthorized());
        application.MapGet("/api/orders/{order:guid}", (HttpContext context, Guid order) => SessionOf(context, state) is { } session && state.ReceiptOf(order, session) is { } receipt
            ? Answers.Json(new JsonObject { ["order"] = order.ToString(), ["receipt"] = receipt })
            : Unauthorized());
    }

    private static ShopSession? SessionOf(HttpContext context, ShopState state) => state.OfBearer(context.Request.Headers.Authorization);

    private static IResult Unauthorized() => Answers.Json(new JsonObject { ["error"] = "log in first" }, StatusCodes.Status401Unauthorized);

    private static IResult Tokens(ShopState state, ShopSession session)
    {
        (string access, string refresh) = state.NewTokens(session);
        return Answers.Json(new JsonObject { ["access_token"] = access, ["refresh_token"] = refresh, ["expires_in"] = 900 });
    }

    private static JsonObject ToJson(CartItem item) => new() { ["id"] = item.Id.ToString(), ["sku"] = item.Sku, ["price"] = item.Price, ["quantity"] = item.Quantity };
}
