using System.Text;
using System.Text.RegularExpressions;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>
/// Whoever records a login with the defaults, and no key, and replays it: where the service takes the token it passes, and where it knows the secret
/// the replay says which rule to record with, and with that rule it passes.
/// </summary>
public sealed class FirstLoginTests : IDisposable
{
    private const string Password = "correct-horse-7";
    private const string Address = "ann@shop-of-ours.de";
    private const string Json = $$"""{"user":"ann","password":"{{Password}}"}""";

    private readonly TestFolder _folder = new();

    private string Incident => _folder.File("incident");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("POST /login/401", Json, "answered 401 in place of 200", "keep json: $.password; route: POST /login/401")]
    [InlineData("POST /login/400", Json, "answered 400 in place of 200", "keep json: $.password; route: POST /login/400")]
    [InlineData("POST /login/null", Json, "answered without the token at /data/login that it had been given", "keep json: $.password; route: POST /login/null")]
    [InlineData("POST /login/form", $"user=ann&password={Password}", "answered 200 in place of 302", "keep form: password; route: POST /login/form")]
    [InlineData("POST /login/back", $"user=ann&password={Password}", "redirected to /login?failed in place of /", "keep form: password; route: POST /login/back")]
    [InlineData($"GET /users/{Address}", "", "answered 404 in place of 200", "keep path: /users/*; route: GET /users/*")]
    [InlineData($"GET /search?mail={Address}", "", "answered 404 in place of 200", "keep query: mail; route: GET /search")]
    public async Task A_secret_that_the_service_knows_is_asked_for_by_the_rule_that_keeps_it(string request, string body, string refusal, string rule)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(Map);

        await RecordAsync(service, PrivacyPolicy.None, [(request, body)]);
        string lacking = await ReplayAsync(2, service);
        string[] said = [.. Regex.Matches(lacking, "--privacy '([^']+)'").Select(match => match.Groups[1].Value)];
        Directory.Delete(Incident, recursive: true);
        await RecordAsync(service, PrivacyPolicy.Parse(said), [(request, body)]);
        string kept = await ReplayAsync(0, service);

        Assert.Contains("FAIL_INCOMPLETE_INCIDENT", lacking, StringComparison.Ordinal);
        Assert.Contains($" was {refusal}, and was recorded with tokens in place of secrets (", lacking, StringComparison.Ordinal);
        Assert.Equal([rule], said.Distinct());
        Assert.Contains("PASS_STRONG", kept, StringComparison.Ordinal);
    }

    // Registered, and logged in with what was registered; the token of the login is asked for by the next request.
    [Fact]
    public async Task A_user_who_is_registered_in_the_incident_is_replayed_strongly_without_a_key()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(Map);

        await RecordAsync(service, PrivacyPolicy.None, [("POST /register", Json), ("POST /session", Json), ("GET /me", "")]);
        string replayed = await ReplayAsync(0, service);
        string verified = await RunAsync(0, "verify", Incident);

        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, string.Concat(PlantedContent.Of(Incident)), StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", verified, StringComparison.Ordinal);
    }

    // It knows no secret that it could compare with: what refuses a new one is the service.
    [Theory]
    [InlineData("POST /accounts")]
    [InlineData("POST /register")]
    public async Task What_makes_something_new_and_refuses_it_has_changed(string request)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(Map);
        await using LoopbackHost refusing = await LoopbackHost.StartAsync(app => app.MapPost(request.Split(' ')[1], () => Results.Json(new { }, statusCode: 400)));

        await RecordAsync(service, PrivacyPolicy.None, [(request, Json)]);
        string same = await ReplayAsync(0, service);
        string changed = await ReplayAsync(1, refusing);

        Assert.Contains("PASS_STRONG", same, StringComparison.Ordinal);
        Assert.Contains("FAIL_DIVERGED", changed, StringComparison.Ordinal);
        Assert.Contains($"--privacy 'keep json: $.password; route: {request}'", changed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_was_killed_does_not_say_that_it_holds_tokens_and_replays_strongly_all_the_same()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(Map);

        await RecordAsync(service, PrivacyPolicy.None, [("GET /owner", "")]);
        File.Delete(Path.Combine(Incident, IncidentFiles.Metadata));
        string replayed = await ReplayAsync(0, service);

        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
        Assert.Contains("the value of 1 secret that the service was not given", replayed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /owner", true)]
    [InlineData("GET /nothing", false)]
    public async Task A_recording_says_whether_it_holds_tokens(string request, bool expected)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(Map);

        await RecordAsync(service, PrivacyPolicy.None, [(request, "")]);

        Assert.Equal(expected, MetadataFile.Read(Incident)!.Privacy!.HoldsTokens);
    }

    private static void Map(WebApplication app)
    {
        string registered = "";
        app.MapPost("/login/401", async context => await AnswerAsync(context, "{}", 401));
        app.MapPost("/login/400", async context => await AnswerAsync(context, "{}", 400));
        app.MapPost("/login/null", async context => await AnswerAsync(context, """{"data":{"login":{"token":"c2Vzc2lvbi1vZi1hbm4"}}}""", 200, """{"data":{"login":null}}"""));
        app.MapPost("/login/form", async context => await RedirectAsync(context, refusal: null));
        app.MapPost("/login/back", async context => await RedirectAsync(context, refusal: "/login?failed"));
        app.MapGet("/users/{address}", (string address) => address == Address ? Results.Text("Ann") : Results.NotFound());
        app.MapGet("/search", (string mail) => mail == Address ? Results.Text("Ann") : Results.NotFound());
        app.MapGet("/owner", () => Results.Text($"owner: {Address}"));
        app.MapGet("/nothing", () => Results.Text("nothing"));
        app.MapPost("/register", async context => registered = await ReadAsync(context));
        app.MapPost("/accounts", () => Results.StatusCode(201));
        app.MapPost("/session", async context =>
        {
            context.Response.StatusCode = await ReadAsync(context) == registered ? 200 : 401;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(context.Response.StatusCode == 200 ? $$"""{"access_token":"{{Session(registered)}}"}""" : "{}");
        });
        app.MapGet("/me", (HttpRequest request) => request.Headers.Authorization == $"Bearer {Session(registered)}" ? Results.Text("ann") : Results.Unauthorized());
    }

    private static string Session(string registered) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(registered)));

    private static async Task AnswerAsync(HttpContext context, string answer, int refusal, string refused = "{}")
    {
        bool isKnown = (await ReadAsync(context)).Contains(Password, StringComparison.Ordinal);
        context.Response.StatusCode = isKnown ? 200 : refusal;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(isKnown ? answer : refused);
    }

    private static async Task RedirectAsync(HttpContext context, string? refusal)
    {
        bool isKnown = (await ReadAsync(context)).Contains(Password, StringComparison.Ordinal);
        if (isKnown || refusal is not null)
        {
            context.Response.Redirect(isKnown ? "/" : refusal!);
            return;
        }

        await context.Response.WriteAsync("try again");
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync();
    }

    private async Task RecordAsync(LoopbackHost service, PrivacyPolicy privacy, IEnumerable<(string Request, string Body)> requests)
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = Incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(service.Authority),
            Capture = new CaptureOptions { Privacy = privacy },
        });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = session.Inbound!.Address };
        string answer = "";
        foreach ((string request, string body) in requests)
        {
            string[] parts = request.Split(' ');
            using var message = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
            if (body.Length > 0)
            {
                message.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
            }

            if (answer.Contains("access_token", StringComparison.Ordinal))
            {
                message.Headers.Add("Authorization", $"Bearer {answer.Split('"')[3]}");
            }

            using HttpResponseMessage response = await client.SendAsync(message);
            Assert.True((int)response.StatusCode < 400, $"{request}: {response.StatusCode}");
            answer = await response.Content.ReadAsStringAsync();
        }

        await session.StopAsync();
    }

    private Task<string> ReplayAsync(int expected, LoopbackHost service) =>
        RunAsync(expected, "replay", Incident, $"--target-base=http://{service.Authority}", $"--stub-listen=:{RawServer.UnusedPort()}", "--stub-compat-listen=", "--runs=2", "--fanout=2");

    private static async Task<string> RunAsync(int expected, params string[] args)
    {
        using var output = new StringWriter();
        int code = await CommandHost.RunAsync(args, new CliConsole(output, output, errorIsTerminal: false, _ => null));
        Assert.True(code == expected, output.ToString());
        return output.ToString();
    }
}
