using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A job that the dependency takes at the third attempt, each time under the same id.</summary>
internal sealed class RetryChain : ClassicScenario
{
    protected override void MapDependency(WebApplication application)
    {
        int attempts = 0;
        application.MapPost("/jobs", () => Interlocked.Increment(ref attempts) % 3 == 0
            ? Answers.Json(new JsonObject { ["accepted"] = true })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
    }

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var jobs = new ConcurrentDictionary<string, bool>();
        application.MapPost("/reports", async () =>
        {
            string id = Guid.NewGuid().ToString();
            for (int attempt = 1; attempt <= (defect == Defect.GivesUpEarly ? 2 : 3); attempt++)
            {
                string sent = defect == Defect.RetriesWithNewId && attempt > 1 ? Guid.NewGuid().ToString() : id;
                using HttpResponseMessage response = await dependency.PostAsync("/jobs", JsonContent.Create(new JsonObject { ["jobId"] = sent, ["kind"] = "report" }));
                if (response.IsSuccessStatusCode)
                {
                    jobs[id] = true;
                    return Answers.Json(new JsonObject { ["job"] = id, ["attempts"] = attempt });
                }
            }

            return Answers.Json(new JsonObject { ["error"] = "no report" }, StatusCodes.Status503ServiceUnavailable);
        });
        application.MapGet("/reports", (string job) => Answers.Json(new JsonObject { ["known"] = jobs.ContainsKey(job) }));
    }

    protected override async Task SendAsync(Customer customer)
    {
        foreach (int _ in (int[])[1, 2])
        {
            JsonNode report = await customer.SendAsync("POST", "/reports");
            await customer.SendAsync("GET", $"/reports?job={report["job"]!.GetValue<string>()}");
        }
    }
}
