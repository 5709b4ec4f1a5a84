using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>An order whose id the service makes, tells its dependency first, then the customer, who asks for it by that id.</summary>
internal sealed class ResourceId : ClassicScenario
{
    protected override void MapDependency(WebApplication application)
    {
        application.MapPost("/reservations", ([FromBody] JsonObject order) => Answers.Json(new JsonObject { ["order"] = order["id"]!.GetValue<string>(), ["held"] = true }));
        application.MapGet("/shipments", (string order) => Answers.Json(new JsonObject { ["order"] = order, ["parcels"] = 2 }));
    }

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var orders = new ConcurrentDictionary<string, string>();
        application.MapPost("/orders", async (HttpContext context, [FromBody] JsonObject order) =>
        {
            string id = $"ord_{Guid.NewGuid()}";
            orders[id] = order["sku"]!.GetValue<string>();
            using HttpResponseMessage reserved = await dependency.PostAsync("/reservations", JsonContent.Create(new JsonObject { ["id"] = id, ["sku"] = orders[id] }));
            JsonNode reservation = JsonNode.Parse(await reserved.Content.ReadAsStringAsync())!;
            string shown = defect switch
            {
                Defect.AnswersWithOtherId => $"ord_{Guid.NewGuid()}",
                Defect.AnswersWithNumber => "ord_48151623",
                _ => reservation["order"]!.GetValue<string>(),
            };
            context.Response.Headers.Location = $"/orders/{shown}";
            return Answers.Json(new JsonObject { ["id"] = shown, ["self"] = $"/orders/{shown}" }, StatusCodes.Status201Created);
        });
        application.MapGet("/orders/{id}", async (string id) =>
        {
            if (!orders.TryGetValue(id, out string? sku))
            {
                return Answers.Json(new JsonObject { ["error"] = "no such order" }, StatusCodes.Status404NotFound);
            }

            string asked = defect == Defect.CallsWithOtherId ? $"ord_{Guid.NewGuid()}" : id;
            JsonNode shipment = JsonNode.Parse(await dependency.GetStringAsync($"/shipments?order={asked}"))!;
            return Answers.Json(new JsonObject { ["id"] = id, ["sku"] = sku, ["parcels"] = shipment["parcels"]!.GetValue<int>() });
        });
        application.MapPost("/returns", ([FromBody] JsonObject request) => orders.TryRemove(request["orderId"]!.GetValue<string>(), out string? sku)
            ? Answers.Json(new JsonObject { ["returned"] = sku })
            : Answers.Json(new JsonObject { ["error"] = "no such order" }, StatusCodes.Status404NotFound));
    }

    protected override async Task SendAsync(Customer customer)
    {
        JsonNode order = await customer.SendAsync("POST", "/orders", """{"sku":"lamp"}""");
        await customer.SendAsync("GET", order["location"]!.GetValue<string>());
        await customer.SendAsync("POST", "/returns", $$"""{"orderId":"{{order["id"]!.GetValue<string>()}}"}""");
    }
}
