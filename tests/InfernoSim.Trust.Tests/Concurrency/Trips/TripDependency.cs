using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>
/// What the trip service calls while it is recorded. No two answers have the same number, and each names the trip it was
/// asked about, so that an answer that goes astray shows.
/// </summary>
internal static class TripDependency
{
    public static void Map(WebApplication application)
    {
        int numbers = 100;
        var attempts = new ConcurrentDictionary<string, int>();
        application.MapGet("/seats", (string trip) => Answers.Json(Numbered("seat", ref numbers, trip)));
        application.MapGet("/rooms", (HttpContext context, string trip) => WriteSlowlyAsync(context, Numbered("room", ref numbers, trip)));
        application.MapGet("/quotes", () => Answers.Json(Numbered("quote", ref numbers)));
        application.MapPost("/bookings", ([FromBody] JsonObject booking) => attempts.AddOrUpdate(booking["trip"]!.GetValue<string>(), 1, (_, known) => known + 1) < 3
            ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : Answers.Json(Numbered("booking", ref numbers, booking["trip"]!.GetValue<string>())));
    }

    private static JsonObject Numbered(string name, ref int numbers, string? trip = null)
    {
        var answer = new JsonObject { [name] = Interlocked.Increment(ref numbers) };
        if (trip is not null)
        {
            answer["trip"] = trip;
        }

        return answer;
    }

    private static async Task WriteSlowlyAsync(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json";
        foreach (byte[] chunk in Encoding.UTF8.GetBytes(answer.ToJsonString()).Chunk(24))
        {
            await context.Response.Body.WriteAsync(chunk);
            await context.Response.Body.FlushAsync();
            await Task.Delay(2);
        }
    }
}
