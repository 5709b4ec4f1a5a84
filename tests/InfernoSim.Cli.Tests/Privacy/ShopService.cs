using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>
/// A service that passes on what it is given, says secrets of its own, and makes values up; recorded by the capture proxies. What it does can be
/// changed for a replay.
/// </summary>
internal sealed class ShopService : IAsyncDisposable
{
    private readonly int _stubPort = RawServer.UnusedPort();
    private LoopbackHost _service = null!;
    private LoopbackHost _dependency = null!;
    private HttpClient _dependencies = new();
    private int _made;

    private ShopService()
    {
    }

    /// <summary>The address that the service holds of its owner.</summary>
    public string Owner { get; set; } = "boss@shop-of-ours.de";

    /// <summary>The password that it knows.</summary>
    public string Seeded { get; set; } = "correct-horse-7";

    /// <summary>The address that it tells again elsewhere.</summary>
    public string? OwnerAgain { get; set; }

    /// <summary>What it tells of a price.</summary>
    public string Total { get; set; } = "12.5";

    /// <summary>What the tokens that it issues say.</summary>
    public string Role { get; set; } = "customer";

    /// <summary>The name that it passes on in place of what it was given.</summary>
    public Func<string, string> PassOn { get; set; } = name => name;

    /// <summary>What it tells its dependency of a price.</summary>
    public string TotalOfCall { get; set; } = "12.5";

    public string Target => $"--target-base={_service.Address.GetLeftPart(UriPartial.Authority)}";

    public string StubListen => $"--stub-listen=:{_stubPort}";

    /// <summary>What callers and the dependency got while it was recorded.</summary>
    public List<string> Passed { get; } = [];

    /// <summary>Records two customers and a login.</summary>
    public static async Task<ShopService> RecordAsync(string incident, CaptureOptions options)
    {
        var shop = new ShopService();
        shop._dependency = await LoopbackHost.StartAsync(app => app.MapFallback(shop.StoreAsync));
        shop._service = await LoopbackHost.StartAsync(app =>
        {
            app.MapPost("/orders", shop.OrderAsync);
            app.MapPost("/tokens", (JsonElement asked) => Results.Ok(new { issued = shop.Issue(asked.GetProperty("user").GetString()!) }));
            app.MapPost("/login", (JsonElement asked) => asked.GetProperty("password").GetString() == shop.Seeded ? Results.Ok() : Results.Unauthorized());
        });
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(shop._service.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
            Capture = options,
        });
        using var client = new HttpClient { BaseAddress = session.Inbound!.Address };
        shop.UseProxy(session.Outbound!.Address);
        foreach ((string name, int account) in new[] { ("Ann Lee", 4711), ("Bo Diaz", 4712) })
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync("/orders?ref=r-" + account, new { name, account, note = "gift", birthday = "1990-01-0" + (account % 10) });
            shop.Passed.Add(await answer.Content.ReadAsStringAsync());
        }

        using HttpResponseMessage issued = await client.PostAsJsonAsync("/tokens", new { user = "ann@customers-of-ours.de" });
        shop.Passed.Add(await issued.Content.ReadAsStringAsync());
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new { user = "ann", password = shop.Seeded });
        shop.Passed.Add($"{(int)login.StatusCode}");
        await session.StopAsync();
        shop.UseProxy(new Uri($"http://127.0.0.1:{shop._stubPort}"));
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
        _dependencies.Dispose();
    }

    // Signed by nobody that anybody would ask; it is the same each time.
    private string Issue(string user) => string.Join('.', ((string[])["""{"alg":"HS256"}""", $$"""{"sub":"{{user}}","by":"{{Owner}}","role":"{{Role}}"}"""]).Select(part => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part))).Append("c2lnbmF0dXJlLW9mLXRoZS1zaG9w"));

    private async Task StoreAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        Passed.Add(body);
        context.Response.Headers["X-Store"] = "east";
        await context.Response.WriteAsJsonAsync(new { stored = true });
    }

    private async Task OrderAsync(HttpContext context)
    {
        JsonElement order = await context.Request.ReadFromJsonAsync<JsonElement>();
        string name = PassOn(order.GetProperty("name").GetString()!);
        string made = Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_dependency.Address, $"/store?session={made}"))
        {
            Content = JsonContent.Create(new { name, account = order.GetProperty("account").GetInt64(), owner = Owner, total = TotalOfCall, attempt = made }),
        };
        request.Headers.Add("X-Attempt", made);
        foreach (string header in (string[])["traceparent", "tracestate", "X-Inferno-TraceID"])
        {
            request.Headers.TryAddWithoutValidation(header, (string?)context.Request.Headers[header]);
        }

        using HttpResponseMessage stored = await _dependencies.SendAsync(request);
        context.Response.Headers["X-Attempt"] = made;
        await context.Response.WriteAsJsonAsync(new { name, total = Total, owner = Owner, contact = new { mail = OwnerAgain ?? Owner }, attempt = made, stored = (int)stored.StatusCode });
    }

    private void UseProxy(Uri proxy)
    {
        _dependencies.Dispose();
        _dependencies = ProxiedClient.Through(proxy);
    }
}
