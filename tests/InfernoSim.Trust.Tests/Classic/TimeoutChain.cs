using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A dependency that does not answer in time; the service asks another one, and gives out a ticket for what is left to do.</summary>
internal sealed class TimeoutChain : ClassicScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    protected override void MapDependency(WebApplication application)
    {
        application.MapGet("/quotes/exact", async (HttpContext context) => await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        application.MapGet("/quotes/rough", () => Answers.Json(new JsonObject { ["quote"] = 40 }));
    }

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var tickets = new ConcurrentDictionary<string, int>();
        application.MapPost("/quotes", async () =>
        {
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                return Answers.Json(JsonNode.Parse(await dependency.GetStringAsync("/quotes/exact", patience.Token))!.AsObject());
            }
            catch (OperationCanceledException) when (defect != Defect.FailsWithDependency)
            {
                int quote = JsonNode.Parse(await dependency.GetStringAsync("/quotes/rough"))!["quote"]!.GetValue<int>();
                string ticket = Guid.NewGuid().ToString();
                tickets[ticket] = quote;
                return Answers.Json(new JsonObject { ["quote"] = quote, ["ticket"] = ticket });
            }
            catch (OperationCanceledException)
            {
                return Answers.Json(new JsonObject { ["error"] = "no quote in time" }, StatusCodes.Status504GatewayTimeout);
            }
        });
        application.MapGet("/tickets/{ticket}", (string ticket) => tickets.TryGetValue(defect == Defect.MixesSessions ? tickets.Keys.First() + "?" : ticket, out int quote)
            ? Answers.Json(new JsonObject { ["open"] = true, ["quote"] = quote })
            : Answers.Json(new JsonObject { ["error"] = "no such ticket" }, StatusCodes.Status404NotFound));
    }

    protected override async Task SendAsync(Customer customer)
    {
        JsonNode quote = await customer.SendAsync("POST", "/quotes");
        await customer.SendAsync("GET", $"/tickets/{quote["ticket"]!.GetValue<string>()}");
    }
}
