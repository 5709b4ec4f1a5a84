using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri("http://prices.test"));
builder.Services.AddHttpClient("payments", client => client.BaseAddress = new Uri("http://payments.test"));
WebApplication app = builder.Build();

app.MapPost("/checkout/{article}", async (string article, IHttpClientFactory clients, IOptions<Defects> options, HttpResponse response) =>
{
    Defects defects = options.Value;
    JsonNode? price = JsonNode.Parse(await clients.CreateClient("prices").GetStringAsync($"/prices/{article}"));
    if (defects.AsksForThePriceTwice)
    {
        await clients.CreateClient("prices").GetStringAsync($"/prices/{article}");
    }

    int amount = (int)price!["amount"]! + (defects.ChargesTooMuch ? 1 : 0);
    if (!defects.ForgetsThePayment)
    {
        using HttpResponseMessage paid = await clients.CreateClient("payments").PostAsJsonAsync("/charges", new { article, amount });
        paid.EnsureSuccessStatusCode();
    }

    response.StatusCode = defects.AnswersAccepted ? 202 : 201;
    response.Headers["X-Receipt"] = "paper";
    object receipt = defects.PrintsARandomNumber
        ? new { article, total = amount, lucky = Random.Shared.Next(1_000_000) }
        : new { article, total = amount, lucky = defects.PrintsAnotherNumber ? 8 : 7 };
    return Results.Json(receipt, JsonSerializerOptions.Web, statusCode: response.StatusCode);
});
app.MapGet("/", () => "shop");
app.Run();

/// <summary>What is wrong with the shop; nothing, unless a test says so.</summary>
public sealed class Defects
{
    public bool AnswersAccepted { get; set; }

    public bool AsksForThePriceTwice { get; set; }

    public bool ChargesTooMuch { get; set; }

    public bool ForgetsThePayment { get; set; }

    public bool PrintsARandomNumber { get; set; }

    public bool PrintsAnotherNumber { get; set; }
}

public partial class Program;
