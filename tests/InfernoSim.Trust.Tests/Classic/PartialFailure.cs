using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A page made of two parts that are fetched at once; without one of them the page is still shown.</summary>
internal sealed class PartialFailure : ClassicScenario
{
    protected override void MapDependency(WebApplication application)
    {
        application.MapGet("/product", () => Answers.Json(new JsonObject { ["title"] = "lamp" }));
        application.MapGet("/advice", () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
    }

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var views = new ConcurrentDictionary<string, string>();
        application.MapGet("/page", async () =>
        {
            Task<HttpResponseMessage> product = dependency.GetAsync("/product");
            Task<HttpResponseMessage> advice = dependency.GetAsync("/advice");
            using HttpResponseMessage found = await product;
            using HttpResponseMessage advised = await advice;
            if (!advised.IsSuccessStatusCode && defect == Defect.FailsWithDependency)
            {
                return Answers.Json(new JsonObject { ["error"] = "no advice" }, StatusCodes.Status502BadGateway);
            }

            string view = Guid.NewGuid().ToString();
            views[view] = JsonNode.Parse(await found.Content.ReadAsStringAsync())!["title"]!.GetValue<string>();
            return Answers.Json(new JsonObject { ["view"] = view, ["title"] = views[view], ["advice"] = advised.IsSuccessStatusCode });
        });
        application.MapPost("/page/{view}/likes", (string view) => views.TryGetValue(view, out string? title)
            ? Answers.Json(new JsonObject { ["liked"] = title })
            : Answers.Json(new JsonObject { ["error"] = "no such view" }, StatusCodes.Status404NotFound));
    }

    protected override async Task SendAsync(Customer customer)
    {
        JsonNode page = await customer.SendAsync("GET", "/page");
        await customer.SendAsync("POST", $"/page/{page["view"]!.GetValue<string>()}/likes");
    }
}
