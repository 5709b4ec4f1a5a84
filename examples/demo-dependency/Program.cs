// The dependency of the three example services: says what an item costs, and numbers its quotes for each item. Because of the
// numbers no two answers are equal, so that a replay which mixes up two equal calls is found out.
using System.Collections.Concurrent;

string bind = Environment.GetEnvironmentVariable("BIND") ?? "127.0.0.1";
string port = Environment.GetEnvironmentVariable("PORT") ?? "8091";

// As slow as a small query, so that concurrent requests of the service overlap.
TimeSpan thinking = TimeSpan.FromMilliseconds(50);
var quotes = new ConcurrentDictionary<int, int>();

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://{bind}:{port}");
WebApplication app = builder.Build();

app.MapGet("/health", () => new { status = "ok" });
app.MapGet("/prices/{item:int}", async (int item) =>
{
    int quote = quotes.AddOrUpdate(item, 1, (_, last) => last + 1);
    await Task.Delay(thinking);
    return new { item, price = 100 + (item * 37 % 50), quote };
});

await app.RunAsync();
