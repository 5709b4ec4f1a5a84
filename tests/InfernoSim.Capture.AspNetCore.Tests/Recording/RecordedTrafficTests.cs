using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>What a service does is in its incident.</summary>
public sealed class RecordedTrafficTests
{
    [Theory]
    [InlineData("/quotes/pen")]
    [InlineData("/direct/pen")]
    public async Task A_call_is_recorded_with_its_bodies_in_the_exchange_that_made_it(string path)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        string answer = await desk.Client.GetStringAsync(path);

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal(path, exchange.Request.Url);
        Assert.Equal(answer, Text(exchange.Response!.Body));
        IncidentEvent call = Assert.Single(exchange.Calls);
        Assert.Equal(("GET", new Uri(desk.Prices, "/price/pen").AbsoluteUri, 200), (call.Method, call.Url, call.Status));
        Assert.Equal(answer, Text(call.ResponseBody));
        Assert.Null(call.Error);
    }

    [Fact]
    public async Task A_request_body_of_the_service_and_of_its_call_is_recorded_whole()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using HttpResponseMessage response = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("""{"id":0,"item":"pen"}""", Text(exchange.Request.Body));
        Assert.Equal("""{"item":"pen"}""", Text(Assert.Single(exchange.Calls).Body));
    }

    [Fact]
    public async Task Rules_of_privacy_hold_in_the_flight_recorder()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.Privacy = PrivacyPolicy.Parse("token json: $.item", "redact path: /price/*"));
        using HttpResponseMessage response = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });
        await desk.Client.GetStringAsync("/quotes/pen");

        Incident incident = await desk.FreezeAsync();

        IncidentEvent reserved = Assert.Single(incident.Exchanges[0].Calls);
        Assert.Matches("""^\{"item":"tok_A1[0-9a-f]{18}"\}$""", Text(reserved.Body));
        Assert.Equal(Text(reserved.Body), Text(incident.Exchanges[0].Request.Body).Replace("\"id\":0,", "", StringComparison.Ordinal));
        Assert.EndsWith("/price/%5BREDACTED%5D", Assert.Single(incident.Exchanges[1].Calls).Url, StringComparison.Ordinal);
        Assert.Equal(["token json: $.item", "redact path: /price/*"], incident.Metadata!.Privacy!.Rules);
    }

    [Fact]
    public async Task What_the_service_left_unread_of_a_request_is_part_of_it()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using HttpResponseMessage response = await desk.Client.PostAsync("/nowhere", new StringContent("never read"));

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal("never read", Text(exchange.Request.Body));
        Assert.True(exchange.Request.Body.IsComplete);
    }

    [Fact]
    public async Task The_service_sees_no_header_of_the_recorder()
    {
        string[] seen = [];
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapGet("/headers", (HttpRequest request) => seen = [.. request.Headers.Keys]));

        await desk.Client.GetStringAsync("/headers");

        Assert.DoesNotContain("X-Inferno-TraceID", seen);
        Assert.DoesNotContain("tracestate", seen, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_stream_of_events_is_recorded_whole()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        await desk.Client.GetStringAsync("/events");

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal("data: 1\n\ndata: 2\n\ndata: 3\n\n", Text(exchange.Response!.Body));
    }

    [Fact]
    public async Task Trailers_of_a_call_are_recorded()
    {
        await using var prices = RequestServer.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\n12\r\n0\r\nX-Sum: 3\r\n\r\n", keepsConnections: true);
        await using FlownDesk desk = await FlownDesk.StartAsync(with: builder => builder.Configuration["Prices"] = prices.Address.AbsoluteUri);
        await desk.Client.GetStringAsync("/quotes/pen");

        IncidentEvent call = Assert.Single(Assert.Single((await desk.FreezeAsync()).Exchanges).Calls);

        Assert.True(call.ResponseTrailers.TryGetFirst("X-Sum", out string? sum));
        Assert.Equal("3", sum);
    }

    [Fact]
    public async Task The_pieces_of_an_answer_are_recorded_with_their_times()
    {
        var goOn = new TaskCompletionSource();
        TimeSpan waited = default;
        await using FlownDesk desk = await FlownDesk.StartAsync(
            map: app => app.MapGet("/pieces", async (IHttpClientFactory clients) =>
            {
                using HttpClient client = clients.CreateClient("prices");
                await using Stream body = await client.GetStreamAsync("/pieces");
                byte[] buffer = new byte[16];
                int read = await body.ReadAsync(buffer);
                long began = Stopwatch.GetTimestamp();
                await Task.Delay(30);
                waited = Stopwatch.GetElapsedTime(began);
                goOn.SetResult();
                return read + await body.ReadAsync(buffer);
            }),
            mapPrices: app => app.MapGet("/pieces", async (HttpResponse response) =>
            {
                await response.WriteAsync("one");
                await response.Body.FlushAsync();
                await goOn.Task;
                await response.WriteAsync("two");
            }));
        await desk.Client.GetStringAsync("/pieces");

        IncidentEvent call = Assert.Single(Assert.Single((await desk.FreezeAsync()).Exchanges).Calls);

        Assert.Equal([0, 3, 6], call.ResponsePieces.Select(piece => piece.Bytes));

        // Each time is of whole ticks of 100 ns.
        Assert.InRange((call.ResponsePieces[2].AfterNanoseconds - call.ResponsePieces[1].AfterNanoseconds) / 100, waited.Ticks - 1, long.MaxValue);
    }

    [Theory]
    [InlineData("/quotes/pen")]
    [InlineData("/direct/pen")]
    public async Task A_dependency_that_cannot_be_reached_is_recorded_and_the_service_sees_what_it_always_saw(string path)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(with: builder => builder.Configuration["Prices"] = "http://127.0.0.1:1/");
        using HttpResponseMessage response = await desk.Client.GetAsync(path);

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(500, exchange.Response!.Status);
        IncidentEvent call = Assert.Single(exchange.Calls);
        Assert.Equal((0, "connection_refused: 127.0.0.1:1"), (call.Status, call.Error));
    }

    [Fact]
    public async Task A_retry_is_a_call_of_its_own_with_the_same_body()
    {
        int asked = 0;
        await using FlownDesk desk = await FlownDesk.StartAsync(
            map: app => app.MapGet("/twice", async (IHttpClientFactory clients) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/flaky") { Content = new StringContent("again") };
                using HttpMessageInvoker client = new(app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("prices"), disposeHandler: false);
                request.RequestUri = new Uri(new Uri(app.Configuration["Prices"]!), "/flaky");
                using HttpResponseMessage first = await client.SendAsync(request, default);
                using HttpResponseMessage second = await client.SendAsync(request, default);
                return (int)second.StatusCode;
            }),
            mapPrices: app => app.MapPost("/flaky", () => Results.StatusCode(Interlocked.Increment(ref asked) == 1 ? 503 : 200)));
        await desk.Client.GetStringAsync("/twice");

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Equal([(503, "again"), (200, "again")], exchange.Calls.Select(call => (call.Status, Text(call.Body))));
    }

    [Fact]
    public async Task A_call_of_no_request_is_marked_as_background()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using HttpClient client = desk.Services.GetRequiredService<IHttpClientFactory>().CreateClient("prices");
        await client.GetStringAsync("/price/none");

        Incident incident = await desk.FreezeAsync();

        IncidentEvent call = Assert.Single(incident.UnattributedCalls);
        Assert.True(call.IsBackground);
        Assert.Null(call.TraceId);
    }

    [Fact]
    public async Task Credentials_are_replaced_by_marks()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { { "Authorization", "Bearer top-secret" } } };
        using HttpResponseMessage response = await desk.Client.SendAsync(request);

        Incident incident = await desk.FreezeAsync();

        Assert.DoesNotContain("top-secret", await File.ReadAllTextAsync(Path.Combine(incident.Folder, "inbound.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statements_are_recorded_when_that_is_asked_for()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.RecordSql = true);
        using HttpResponseMessage response = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Contains(exchange.Calls, call => call is { Type: IncidentEventType.SqlStatement, Method: "INSERT" });
    }

    [Fact]
    public async Task Statements_are_not_recorded_unless_that_is_asked_for()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using HttpResponseMessage response = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });

        Incident incident = await desk.FreezeAsync();

        Assert.False(File.Exists(Path.Combine(incident.Folder, "sql.log")));
    }

    private static string Text(RecordedBody body) => Encoding.UTF8.GetString(body.GetBytes().Span);
}
