using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
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
        application.MapPost("/quotes/exact", async (HttpContext context) => await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        application.MapGet("/quotes/rough", () => Answers.Json(new JsonObject { ["quote"] = 40 }));
    }

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var tickets = new ConcurrentDictionary<string, int>();
        application.MapPost("/quotes", async () =>
        {
            try
            {
                using var patience = new CancellationTokenSource();
                using var question = new Question(() => patience.CancelAfter(Patience));
                using HttpResponseMessage answer = await dependency.PostAsync("/quotes/exact", question, patience.Token);
                return Answers.Json(JsonNode.Parse(await answer.Content.ReadAsStringAsync(patience.Token))!.AsObject());
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

    /// <summary>
    /// A body that tells when it is sent: a machine that is slow to connect must not use up the patience before the dependency
    /// was asked at all, or the recording lacks the call.
    /// </summary>
    private sealed class Question : HttpContent
    {
        private static readonly byte[] Body = """{"product":"tent"}"""u8.ToArray();

        private readonly Action _sent;

        public Question(Action sent)
        {
            _sent = sent;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Body);
            await stream.FlushAsync();
            _sent();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Body.Length;
            return true;
        }
    }
}
