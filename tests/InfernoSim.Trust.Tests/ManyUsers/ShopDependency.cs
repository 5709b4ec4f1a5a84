using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>What the shop calls while it is recorded: prices of each user's own, and charges with a number each.</summary>
internal static class ShopDependency
{
    public static void Map(WebApplication application)
    {
        int price = 1000;
        int receipt = 0;
        application.MapGet("/prices/{sku}", (string sku) => Answers.Json(new JsonObject { ["sku"] = sku, ["price"] = Interlocked.Increment(ref price) }));
        application.MapPost("/charges", ([FromBody] JsonObject charge) => Answers.Json(new JsonObject
        {
            ["order"] = charge["order"]!.GetValue<string>(),
            ["receipt"] = $"receipt {Interlocked.Increment(ref receipt)} over {charge["amount"]!.GetValue<int>()}",
        }));
    }
}
