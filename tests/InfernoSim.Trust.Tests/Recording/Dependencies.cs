using System.Text.Json.Nodes;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Recording;

/// <summary>The real dependencies, which are there only while an incident is recorded.</summary>
internal sealed class Dependencies : IAsyncDisposable
{
    private readonly LoopbackHost _payments;
    private readonly LoopbackHost _inventory;

    private Dependencies(LoopbackHost payments, LoopbackHost inventory)
    {
        _payments = payments;
        _inventory = inventory;
        Addresses = new DependencyAddresses(payments.Address, inventory.Address);
    }

    public DependencyAddresses Addresses { get; }

    public static async Task<Dependencies> StartAsync()
    {
        var quotes = new Meeting(3);
        return new Dependencies(
            await LoopbackHost.StartAsync(application => MapPayments(application, quotes)),
            await LoopbackHost.StartAsync(application => MapInventory(application, quotes)));
    }

    public async ValueTask DisposeAsync()
    {
        await _payments.DisposeAsync();
        await _inventory.DisposeAsync();
    }

    private static void MapPayments(WebApplication application, Meeting quotes)
    {
        int number = 0;
        int settlements = 0;
        application.MapPost("/charges", () => Answers.Json(new JsonObject { ["chargeId"] = "c-17", ["state"] = "captured" }, StatusCodes.Status201Created));
        application.MapPost("/receipts", () => Results.NoContent());
        application.Use((context, next) =>
        {
            // As a balancer does, which keeps a client to one instance.
            context.Response.Cookies.Append("lb", "7");
            return next();
        });
        application.MapGet("/rates", () => MeetAsync(quotes, new JsonObject { ["rate"] = 1.0845m }));
        application.MapGet("/tax", () => MeetAsync(quotes, new JsonObject { ["percent"] = 19 }));
        application.MapGet("/orders/{id}", () => Results.NotFound());
        application.MapGet("/numbers/next", () => Answers.Json(new JsonObject { ["number"] = Interlocked.Increment(ref number) }));
        application.MapGet("/settlements/today", () => Interlocked.Increment(ref settlements) % 3 == 0
            ? Answers.Json(new JsonObject { ["settled"] = 12 })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
    }

    private static void MapInventory(WebApplication application, Meeting quotes)
    {
        application.MapGet("/stock/{sku}", (string warehouse) => warehouse == "south"
            ? MeetAsync(quotes, new JsonObject { ["available"] = 2 })
            : Task.FromResult(Answers.Json(new JsonObject { ["available"] = 7 })));
        application.MapPost("/reservations", () => Answers.Json(new JsonObject { ["reservationId"] = "r-9" }, StatusCodes.Status201Created));
        application.MapGet("/movements", MovementsAsync);
    }

    private static async Task MovementsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/csv";
        for (int line = 1; line <= 20; line++)
        {
            await context.Response.WriteAsync($"{line};in;{line * 3}\n");
            await context.Response.Body.FlushAsync();
        }
    }

    // Calls made in parallel are answered when all of them are there, so that they are recorded as such however busy the machine is.
    private static async Task<IResult> MeetAsync(Meeting quotes, JsonObject answer)
    {
        await quotes.MeetAsync();
        return Answers.Json(answer);
    }
}
