using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Healing;

public sealed class HealTests
{
    private const string Base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public async Task Volatile_values_of_every_kind_are_learnt_and_after_that_nothing_is_left_to_propose()
    {
        await using HealedService service = await HealedService.StartAsync(MapVolatile);

        (int code, string proposed, string error) = await service.RunAsync("heal");
        Assert.True(code == 1, proposed + error);
        Assert.False(File.Exists(Path.Combine(service.Incident, "replay.yaml")), "nothing is written without --write");
        (int written, string report, _) = await service.RunAsync("heal", "--write");
        (int second, string again, _) = await service.RunAsync("heal");
        (int held, string summary, _) = await service.RunAsync("replay", "--runs=4", "--fanout=3", "--time-scale=0", "--min-gap=0s");

        Assert.True(written == 0, report);
        Assert.Contains("A replay with these rules is PASS_STRONG\n", report, StringComparison.Ordinal);
        foreach ((string kind, string rule) in VolatileRules(service))
        {
            Assert.True(HasRule(service.Rules, kind, rule), $"{kind}: {rule} is not in\n{service.Rules}\n{report}");
        }

        Assert.StartsWith("--- /dev/null\n+++ ", report, StringComparison.Ordinal);
        Assert.True(second == 0, again);
        Assert.StartsWith("Nothing to propose: 5 replays differ in nothing that a rule is missing for.\n", again, StringComparison.Ordinal);
        Assert.True(held == 0, summary);
        Assert.Contains("Outcome:             PASS_STRONG\n", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("MATCHED NOTHING", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_may_mean_something_are_refused_and_named_with_the_reason()
    {
        await using HealedService service = await HealedService.StartAsync(MapMeaningful);

        (int code, string report, string error) = await service.RunAsync("heal", "--write");

        Assert.True(code == 1, report + error);
        Assert.StartsWith("Nothing to propose", report, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(service.Incident, "replay.yaml")), report);
        foreach ((string path, string refusal) in MeaningfulRefusals)
        {
            Assert.True(report.Split('\n').Any(line => line.Contains($"(GET {path}", StringComparison.Ordinal) && line.Contains(refusal, StringComparison.Ordinal)), $"{path} {refusal} is not in\n{report}");
        }
    }

    [Fact]
    public async Task A_file_that_is_there_keeps_its_comments_and_its_protected_names()
    {
        await using HealedService service = await HealedService.StartAsync(s => s
            .Answers("/a", _ => new { id = Guid.NewGuid(), ledger = Guid.NewGuid() }));
        await File.WriteAllTextAsync(Path.Combine(service.Incident, "replay.yaml"), "# ours\nignore:\n    # why\n    - header: X-Unused # not seen yet\n\n# more\nprotected: [ledger]\n");

        (int code, string report, _) = await service.RunAsync("heal", "--write", "--runs=3");

        Assert.Equal(1, code);
        Assert.Contains("body/ledger: 'ledger' is a protected name", report, StringComparison.Ordinal);
        Assert.Matches(
            "^# ours\nignore:\n    # why\n    - header: X-Unused # not seen yet\n    # UUID v4: 3 observations, such as '[0-9a-f-]{36}' and '[0-9a-f-]{36}'\n    - json: \\$\\.id\n      route: GET /a\n      only: '\\{uuid\\}'\n\n# more\nprotected: \\[ledger\\]\n$",
            service.Rules);
        Assert.Contains("@@ -2,6 +2,10 @@\n ignore:\n     # why\n     - header: X-Unused # not seen yet\n+    # UUID v4", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_teaches_nothing()
    {
        await using HealedService service = await HealedService.StartAsync(s => s.Answers("/a", _ => new { id = 1 }));

        (int code, string report, string error) = await service.RunAsync("heal", "--target-base=http://127.0.0.1:9");

        Assert.Equal((2, ""), (code, report));
        Assert.NotEmpty(error);
    }

    private static void MapVolatile(HealedService service)
    {
        service
            .Answers("/uuid4", _ => new { value = Guid.NewGuid(), name = "fixed" })
            .Answers("/uuid7", _ => new { value = Guid.CreateVersion7() })
            .Answers("/ulid", _ => new { value = "01J" + Random(23, Base32) })
            .Answers("/iso", _ => new { value = Soon().ToString("O", CultureInfo.InvariantCulture) })
            .Answers("/http-date", _ => new { value = Soon().ToString("r", CultureInfo.InvariantCulture) })
            .Answers("/epoch", _ => new { value = Soon().ToUnixTimeSeconds() })
            .Answers("/epoch-ms", _ => new { value = Soon().ToUnixTimeMilliseconds() })
            .Answers("/counter", asked => new { value = 1000 + asked })
            .Answers("/reference", asked => new { value = $"ORD-{1000 + asked}" })
            .Answers("/signed", _ => new { value = $"https://files.test/a.pdf?expires={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 900}&sig={Hex(32)}" })
            .Answers("/request-id", _ => new { value = Hex(16) })
            .Answers("/base62", _ => new { value = "req_" + Random(20, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") })
            .Answers("/nonce", _ => new { value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)) })
            .Answers("/jwt", _ => new { value = Jwt() })
            .Answers("/set", asked => new { tags = Rotated(asked, "red", "green", "blue", "white") })
            .Answers("/items", asked => new { items = Rotated(asked, "a", "b", "c").Select(sku => new { id = Guid.NewGuid(), sku }) })
            .Answers("/many", _ => new { items = new[] { new { id = Guid.NewGuid(), sku = "a" }, new { id = Guid.NewGuid(), sku = "b" } } })
            .Answers("/orders/17", _ => new { etag = Guid.NewGuid() })
            .Answers("/orders/18", _ => new { etag = Guid.NewGuid() })
            .Answers("/text", asked => $"order fixed\nid {Guid.NewGuid()} at {Soon():O}, ticket {5000 + asked}.\n", "text/plain")
            .Handles("/etag", (context, _) =>
            {
                context.Response.Headers.ETag = $"W/\"{Hex(20)}\"";
                return context.Response.WriteAsync("same");
            })
            .Handles("/calls", async (context, asked) =>
            {
                string signed = await service.CallAsync(context, $"/charge?id=7&ts={DateTimeOffset.UtcNow.ToUnixTimeSeconds()}&sig={Hex(40)}");
                string posted = await service.CallAsync(context, "/notify", $$"""{"nonce":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}}","text":"paid","sequence":{{asked + 7}}}""");
                await context.Response.WriteAsync($"{signed} {posted}");
            });
    }

    // What is now needs no rule.
    private static DateTimeOffset Soon() => DateTimeOffset.UtcNow.AddSeconds(30);

    private static IEnumerable<(string Kind, string Rule)> VolatileRules(HealedService service)
    {
        string dependency = service.Dependency.Authority;
        foreach ((string path, string kind) in ((string, string)[])
        [
            ("/uuid4", "UUID v4"), ("/uuid7", "UUID v7"), ("/ulid", "ULID"), ("/iso", "ISO 8601 time"), ("/http-date", "HTTP date"), ("/epoch", "epoch seconds"),
            ("/epoch-ms", "epoch milliseconds"), ("/counter", "counter"), ("/reference", "counter"), ("/signed", "signed URL"), ("/request-id", "hex id"),
            ("/base62", "random token"), ("/nonce", "random token"), ("/jwt", "JWT"),
        ])
        {
            yield return (kind, $"json: $.value; route: GET {path}");
        }

        yield return ("order of a set", "unordered: $.tags; route: GET /set");
        yield return ("UUID v4", "json: $.items[*].id; route: GET /items");
        yield return ("order of a set", "unordered: $.items; route: GET /items");
        yield return ("UUID v4", "json: $.items[*].id; route: GET /many");
        yield return ("UUID v4", "json: $.etag; route: GET /orders/*");
        yield return ("ETag (hex id)", "header: etag; route: GET /etag");
        yield return ("epoch seconds", $"query: ts; dependency: {dependency}; route: GET /charge");
        yield return ("hex id", $"query: sig; dependency: {dependency}; route: GET /charge");
        yield return ("random token", $"json: $.nonce; dependency: {dependency}; route: POST /notify");
        yield return ("counter", $"json: $.sequence; dependency: {dependency}; route: POST /notify");
    }

    private static void MapMeaningful(HealedService service)
    {
        string[] tiers = ["gold", "silver", "bronze"];
        string[] errors = ["PaymentDeclinedError", "InsufficientFundsError", "CardExpiredError2"];
        service
            .Answers("/amount", asked => new { amount = 100 + asked })
            .Answers("/total", asked => new { order = new { totalPrice = $"{10 + (asked * 7 % 5)}.50" } })
            .Answers("/status", asked => new { status = asked % 2 == 0 ? "paid" : "pending" })
            .Answers("/currency", asked => new { currency = asked % 2 == 0 ? "EUR" : "USD" })
            .Answers("/error", _ => new { error = Guid.NewGuid() })
            .Answers("/reply", asked => new { text = errors[asked % 3] })
            .Answers("/count", asked => new { itemCount = 3 + asked })
            .Answers("/tier", asked => new { tier = tiers[asked % 3] })
            .Answers("/flag", asked => new { isOpen = asked % 2 == 0 })
            .Answers("/missing", asked => asked % 2 == 0 ? new { a = 1, b = (int?)2 } : new { a = 1 })
            .Answers("/null", asked => new { id = asked % 2 == 0 ? (object)"x" : 1 })
            .Answers("/changed", asked => new { version = asked == 0 ? "1" : "2" })
            .Answers("/score", asked => new { score = asked * 7919 % 101 })
            .Answers("/length", asked => new { list = Enumerable.Range(0, 2 + (asked % 2)) })
            .Answers("/jwt", asked => new { ticket = Jwt(asked % 2 == 0 ? "user" : "admin") })
            .Answers("/text", asked => $"the order is {tiers[asked % 3]}", "text/plain")
            .Handles("/code", (context, asked) =>
            {
                context.Response.StatusCode = asked % 2 == 0 ? 200 : 202;
                return context.Response.WriteAsync("x");
            })
            .Handles("/calls", async (context, asked) => await context.Response.WriteAsync(await service.CallAsync(context, "/charge", $$"""{"plan":"{{tiers[asked % 3]}}"}""")));
    }

    private static readonly (string Path, string Refusal)[] MeaningfulRefusals =
    [
        ("/amount", "body/amount: 'amount' is a protected name (recorded '100', then '101', '102', '103')"),
        ("/total", "body/order/totalPrice: 'total' is a protected name"),
        ("/status", "body/status: 'status' is a protected name"),
        ("/currency", "body/currency: 'currency' is a protected name"),
        ("/error", "body/error: 'error' is a protected name"),
        ("/reply", "body/text: its values are of no one kind that differs without meaning: they may be words, states or messages"),
        ("/count", "body/itemCount: 'count' is a protected name"),
        ("/tier", "body/tier: its values are of no one kind that differs without meaning"),
        ("/flag", "body/isOpen: it is true in some replays and false in others"),
        ("/missing", "body/b: it is there in some replays and not in others"),
        ("/null", "body/id: its type is not the recorded one each time"),
        ("/changed", "body/version: every replay has the same value, and it is not the recorded one: the behaviour changed (recorded '1', then '2')"),
        ("/score", "body/score: its numbers neither move with the clock nor count up by the same step"),
        ("/length", "body/list: the number of its elements differs between replays"),
        ("/jwt", "body/ticket: its tokens (JWT) do not make the same claims"),
        ("/text", "body text after 'the order is ': its values are of no one kind that differs without meaning"),
        ("/code", "response status: it differs between replays"),
        ("/calls), dependency call 1", "body/plan: its values are of no one kind that differs without meaning"),
    ];

    private static bool HasRule(string yaml, string kind, string rule)
    {
        string fields = string.Join("\n    ", rule.Split("; ").Select(field => field.StartsWith("dependency: ", StringComparison.Ordinal) ? $"dependency: '{field[12..]}'" : field));
        int at = yaml.IndexOf("  - " + fields + "\n", StringComparison.Ordinal);
        return at > 0 && yaml[..at].Split('\n')[^2].StartsWith($"  # {kind}: ", StringComparison.Ordinal);
    }

    private static string Random(int length, string characters) => new([.. Enumerable.Range(0, length).Select(_ => characters[RandomNumberGenerator.GetInt32(characters.Length)])]);

    private static string Hex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);

    private static string[] Rotated(int by, params string[] values) => [.. values.Skip(by % values.Length), .. values.Take(by % values.Length)];

    private static string Jwt(string role = "user")
    {
        static string Part(object value) => System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
        return $"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(new { sub = "7", role, jti = Guid.NewGuid() })}.{Part(Hex(32))}";
    }
}
