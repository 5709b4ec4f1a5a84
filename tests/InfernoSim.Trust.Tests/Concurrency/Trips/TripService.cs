using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>
/// Books a trip under an id that it makes: four calls at once, two of them equal, then a booking that is taken at the third
/// attempt, then an answer in slow chunks.
/// </summary>
/// <param name="dependency">What it calls.</param>
/// <param name="defect">What is wrong with it.</param>
internal sealed class TripService(HttpClient dependency, TripDefect defect = TripDefect.None)
{
    private readonly SharedTrip _shared = new();
    private int _foreign;

    /// <summary>How many answers it got that were about another trip than the one it had asked about.</summary>
    public int ForeignAnswers => Volatile.Read(ref _foreign);

    /// <summary>What a request passes before each attempt to book: the traveller and the attempt, from 1.</summary>
    public Func<string, int, Task> BeforeAttempt { get; init; } = (_, _) => Task.CompletedTask;

    public void Map(WebApplication application) => application.MapPost("/trips", BookAsync);

    private async Task BookAsync(HttpContext context, [FromBody] JsonObject request)
    {
        string traveller = request["traveller"]!.GetValue<string>();
        string trip = Guid.NewGuid().ToString();
        Task<JsonNode> seat = GetAsync($"/seats?trip={trip}", trip);
        Task<JsonNode> room = GetAsync($"/rooms?trip={trip}", trip);
        JsonNode[] quotes = await Task.WhenAll(GetAsync("/quotes"), GetAsync("/quotes"));
        var answer = new JsonObject
        {
            ["traveller"] = traveller,
            ["seat"] = Number(await seat, "seat"),
            ["room"] = Number(await room, "room"),
            ["price"] = quotes.Sum(quote => Number(quote, "quote")) + (defect == TripDefect.QuotesMore ? 1 : 0),
        };
        (answer["attempts"], answer["booking"]) = await RetryAsync(trip, traveller);
        answer["trip"] = defect == TripDefect.SharesTheTrip ? await _shared.WriteAndReadAsync(traveller, trip) : trip;
        await WriteSlowlyAsync(context.Response, answer);
    }

    private async Task<JsonNode> GetAsync(string target, string? trip = null) => Check(JsonNode.Parse(await dependency.GetStringAsync(target))!, trip);

    private async Task<(JsonNode Attempts, JsonNode? Booking)> RetryAsync(string trip, string traveller)
    {
        var statuses = new JsonArray();
        for (int attempt = 1; attempt <= (defect == TripDefect.GivesUpEarly ? 2 : 3); attempt++)
        {
            await BeforeAttempt(traveller, attempt);
            using HttpResponseMessage response = await dependency.PostAsync("/bookings", JsonContent.Create(new JsonObject { ["trip"] = trip }));
            statuses.Add((int)response.StatusCode);
            if (response.IsSuccessStatusCode)
            {
                return (statuses, Number(Check(JsonNode.Parse(await response.Content.ReadAsStringAsync())!, trip), "booking"));
            }
        }

        return (statuses, null);
    }

    private JsonNode Check(JsonNode answer, string? trip)
    {
        if (trip is not null && answer["trip"]!.GetValue<string>() != trip)
        {
            Interlocked.Increment(ref _foreign);
        }

        return answer;
    }

    private static int Number(JsonNode answer, string name) => answer[name]!.GetValue<int>();

    private static async Task WriteSlowlyAsync(HttpResponse response, JsonNode answer)
    {
        response.ContentType = "application/json";
        foreach (byte[] chunk in Encoding.UTF8.GetBytes(answer.ToJsonString()).Chunk(64))
        {
            await response.Body.WriteAsync(chunk);
            await response.Body.FlushAsync();
            await Task.Delay(2);
        }
    }
}
