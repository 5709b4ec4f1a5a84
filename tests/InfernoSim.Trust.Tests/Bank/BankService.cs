using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Bank;

/// <summary>The second service under test: a bank, whose answers are full of values that are new each time, and of values that must not be.</summary>
/// <param name="make">Makes the values.</param>
/// <param name="ledger">Its dependency.</param>
internal sealed class BankService(BankMakers make, HttpClient ledger)
{
    private readonly ConcurrentDictionary<string, string> _users = new();
    private readonly ConcurrentDictionary<string, JsonObject> _bookings = new();
    private readonly ConcurrentDictionary<string, int> _seats = new();

    public void Map(WebApplication application)
    {
        application.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                make.OnResponse(context.Response);
                return Task.CompletedTask;
            });
            return next();
        });
        application.MapPost("/login", Login);
        application.MapGet("/account", (HttpContext context) => For(context, user => Answers.Json(new JsonObject { ["account"] = make.Account(user), ["owner"] = user })));
        application.MapPost("/bookings", BookAsync);
        application.MapGet("/bookings/{id}", (string id) => _bookings.TryGetValue(id, out JsonObject? booking) ? Answers.Json(booking.DeepClone()) : Results.NotFound());
        application.MapGet("/transfers", Transfers);
        application.MapGet("/cart", (HttpContext context) => For(context, user => Answers.Json(CartOf(make.CartOf(user)))));
        application.MapPost("/seats/{seat}", SeatAsync);
        application.MapPut("/statements", (Delegate)UploadAsync);
        application.MapGet("/charge", ChargeAsync);
        application.MapGet("/feed", FeedAsync);
        application.MapMethods("/statements/1", ["HEAD"], (HttpContext context) => { context.Response.ContentLength = 1234; });
        application.MapGet("/export", Export);
    }

    private static JsonObject CartOf(string user) => new() { ["owner"] = user, ["items"] = user == "ada" ? new JsonArray("lamp") : new JsonArray("table", "chair") };

    private IResult Login([FromBody] JsonObject login)
    {
        string user = login["user"]!.GetValue<string>();
        string token = make.Token(user, TimeProvider.System.GetUtcNow());
        _users[token] = user;
        return Answers.Json(new JsonObject { ["token"] = token });
    }

    private async Task<IResult> BookAsync(HttpContext context, [FromBody] JsonObject wanted)
    {
        string user = _users[TokenOf(context)];
        string from = wanted["from"]!.GetValue<string>();
        long id = make.Booking();
        using var entry = new HttpRequestMessage(HttpMethod.Post, new Uri("/entries", UriKind.Relative));
        entry.Headers.Authorization = new("Bearer", make.Carried(TokenOf(context)));
        entry.Content = JsonContent.Create(new JsonObject { ["account"] = from, ["booking"] = id });
        using HttpResponseMessage entered = await ledger.SendAsync(entry);
        string shown = make.Shown(id);
        var booking = new JsonObject { ["id"] = JsonNode.Parse(shown), ["reference"] = make.Reference(user), ["receipt"] = make.Receipt(user), ["from"] = from };
        _bookings[shown] = booking;
        _bookings.TryAdd(id.ToString(CultureInfo.InvariantCulture), booking);
        return Answers.Json(booking.DeepClone(), StatusCodes.Status201Created);
    }

    private IResult Transfers(string first, string second)
    {
        (string one, string other) = make.Pair(first, second);
        return Answers.Json(new JsonObject { ["first"] = one, ["second"] = other });
    }

    // Each user has a hall of their own, so that workers do not take seats from one another.
    private async Task<IResult> SeatAsync(HttpContext context, string seat)
    {
        int place = _seats.AddOrUpdate(TokenOf(context) + seat, 1, (_, taken) => taken + 1);
        await make.BeforeSeat();
        return make.WinsSeat(place) ? Answers.Json(new JsonObject { ["seat"] = seat, ["row"] = 1 }, StatusCodes.Status201Created) : Results.StatusCode(StatusCodes.Status409Conflict);
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null && !make.TakesChunks)
        {
            return Results.StatusCode(StatusCodes.Status411LengthRequired);
        }

        using var upload = new MemoryStream();
        await context.Request.Body.CopyToAsync(upload);
        return Answers.Json(new JsonObject { ["bytes"] = upload.Length, ["chunked"] = context.Request.ContentLength is null });
    }

    private async Task<IResult> ChargeAsync()
    {
        using HttpResponseMessage charged = await ledger.GetAsync(new Uri("/cards/1", UriKind.Relative));
        return Answers.Json(new JsonObject { ["status"] = (int)charged.StatusCode, ["reason"] = make.Declined(charged.ReasonPhrase) });
    }

    private async Task FeedAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (int number = 1; !context.RequestAborted.IsCancellationRequested; number++)
        {
            await context.Response.WriteAsync(make.Event(number), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(20, context.RequestAborted);
        }
    }

    private IResult Export()
    {
        (string header, string body) = make.Boundary();
        string text = $"--{body}\r\nContent-Type: text/csv\r\n\r\n1;2\r\n--{body}--\r\n";
        return Results.Text(text, $"multipart/mixed; boundary={header}", Encoding.ASCII);
    }

    private IResult For(HttpContext context, Func<string, IResult> answer) =>
        _users.TryGetValue(TokenOf(context), out string? user) ? answer(user) : Results.StatusCode(StatusCodes.Status401Unauthorized);

    private static string TokenOf(HttpContext context) => context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
}
