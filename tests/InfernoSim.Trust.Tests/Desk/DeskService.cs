using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Desk;

/// <summary>The third service under test: a desk that sells tickets, with ids that count from 1, shared by all workers.</summary>
/// <param name="make">Makes and shows the ids.</param>
/// <param name="archive">Its dependency.</param>
internal sealed class DeskService(DeskMakers make, HttpClient archive)
{
    private readonly ConcurrentDictionary<long, DeskTicket> _tickets = new();

    public void Map(WebApplication application)
    {
        application.MapPost("/customers", (HttpContext context) =>
        {
            long id = make.Customer();
            context.Response.Headers.Location = $"/customers/{id}";
            return Answers.Json(new JsonObject { ["id"] = id }, StatusCodes.Status201Created);
        });
        application.MapPost("/tickets", SellAsync);
        application.MapGet("/tickets/{id:long}", ShowAsync);
        application.MapGet("/tickets/{id:long}/page", Page);
        application.MapPost("/tickets/{id:long}/close", (long id) => Results.Redirect($"/tickets/{make.Located(id)}"));
        application.MapDelete("/tickets/{id:long}", (long id) =>
        {
            _ = make.Deletes && _tickets.TryRemove(id, out _);
            return Results.NoContent();
        });
    }

    private async Task<IResult> SellAsync(HttpContext context, [FromBody] JsonObject wanted)
    {
        var ticket = new DeskTicket(make.Ticket(), wanted["customerId"]!.GetValue<long>(), wanted["seats"]!.GetValue<int>());
        _tickets[ticket.Id] = ticket;
        using HttpResponseMessage entered = await archive.PostAsJsonAsync("/entries", new JsonObject { ["ticketId"] = make.Archived(ticket.Id), ["seats"] = ticket.Seats });
        context.Response.Headers.Location = $"/tickets/{make.Located(ticket.Id)}";
        return Answers.Json(Describe(ticket, ticket.Id), StatusCodes.Status201Created);
    }

    private async Task<IResult> ShowAsync(long id)
    {
        if (!_tickets.TryGetValue(id, out DeskTicket? ticket))
        {
            return Results.NotFound();
        }

        string history = await archive.GetStringAsync(new Uri($"/tickets/{make.Asked(id)}/history?ticket={id}", UriKind.Relative));
        JsonObject shown = Describe(ticket, make.Shown(ticket));
        shown["history"] = JsonNode.Parse(history);
        return Answers.Json(shown);
    }

    private JsonObject Describe(DeskTicket ticket, long id) => new()
    {
        ["id"] = id,
        ["customerId"] = ticket.Customer,
        ["seats"] = make.Seats(ticket),
        ["self"] = $"/tickets/{make.Linked(ticket.Id)}?view=full",
        ["text"] = $"Ticket {make.Named(ticket.Id)} is valid.",
    };

    private IResult Page(long id) => Results.Text(
        $"<html><body><h1>Ticket {id}</h1><form method=\"post\" action=\"/tickets/{make.Closed(id)}/close\"><input type=\"hidden\" name=\"ticketId\" value=\"{id}\"></form></body></html>",
        "text/html");
}
