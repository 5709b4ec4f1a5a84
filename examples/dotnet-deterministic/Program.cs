// A service with one dependency, which it calls through the proxy that HTTP_PROXY names. Nothing here knows of InfernoSim:
// HttpClient takes the proxy from the environment, and ASP.NET Core and HttpClient pass traceparent and tracestate on.
using System.Globalization;

string bind = Environment.GetEnvironmentVariable("BIND") ?? "127.0.0.1";
string port = Environment.GetEnvironmentVariable("PORT") ?? "8084";
string dependency = Environment.GetEnvironmentVariable("DEPENDENCY_URL") ?? "http://localhost:8091";

// Another value than while recording is a regression for the replay to find.
int surcharge = int.Parse(Environment.GetEnvironmentVariable("DEMO_SURCHARGE") ?? "0", CultureInfo.InvariantCulture);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
// Only warnings; but some logging, for without any ASP.NET Core starts no activity, and no trace id travels on.
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://{bind}:{port}");
builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri(dependency));
WebApplication app = builder.Build();

app.MapGet("/health", () => new { status = "ok" });
app.MapGet("/api/demo", async (int item, int quantity, HttpRequest request, IHttpClientFactory clients) =>
{
    using var call = new HttpRequestMessage(HttpMethod.Get, $"/prices/{item}");
    call.Headers.TryAddWithoutValidation("Authorization", request.Headers.Authorization.AsEnumerable());
    using HttpResponseMessage answer = await clients.CreateClient("prices").SendAsync(call);
    if (!answer.IsSuccessStatusCode)
    {
        return Results.Json(new { error = $"the price of item {item} is not known" }, statusCode: StatusCodes.Status502BadGateway);
    }

    Price price = (await answer.Content.ReadFromJsonAsync<Price>())!;
    return Results.Ok(new { item, quantity, price.Quote, total = (price.Amount * quantity) + surcharge });
});

await app.RunAsync();

/// <summary>What the dependency answers.</summary>
internal sealed record Price([property: System.Text.Json.Serialization.JsonPropertyName("price")] int Amount, int Quote);
