using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Healing;

/// <summary>Rules that <c>heal</c> writes are no wider than what they were learnt from, and are seen to work.</summary>
public sealed class ProvenRuleTests
{
    [Fact]
    public async Task Fresh_values_inside_of_others_are_learnt_by_their_form_and_what_is_around_them_is_compared()
    {
        string weaker = "";
        string amount = "12.50";
        await using HealedService service = await HealedService.StartAsync(s => s
            .Handles("/page", (context, _) =>
            {
                context.Response.Headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'self'{weaker} 'nonce-{Token()}'";
                context.Response.Headers["X-Response-Time"] = $"{RandomNumberGenerator.GetInt32(100, 9_000_000) / 100.0:0.00}ms".Replace(',', '.');
                context.Response.Headers["Server-Timing"] = $"db;dur={RandomNumberGenerator.GetInt32(1_000_000)}, app;dur={RandomNumberGenerator.GetInt32(1_000_000)}";
                context.Response.Headers["X-Runtime"] = $"0.{RandomNumberGenerator.GetInt32(100_000, 999_999)}";
                return context.Response.WriteAsync("<html></html>");
            })
            .Handles("/pay", async (context, _) => await context.Response.WriteAsync(await s.CallAsync(
                context, "/soap", $"<e><h><id>urn:uuid:{Guid.NewGuid()}</id><at>{Soon()}</at></h><amount currency=\"EUR\">{amount}</amount></e>", "application/soap+xml")))
            .Handles("/form", async (context, _) => await context.Response.WriteAsync(await s.CallAsync(
                context, "/form", $"id=order-{Guid.NewGuid()}&at={Uri.EscapeDataString(Soon())}&amount={amount}", "application/x-www-form-urlencoded"))));

        (int code, string report, string error) = await service.RunAsync("heal", "--write", "--runs=3");
        (int held, string summary, _) = await ReplayAsync(service);
        weaker = " *";
        (_, string weak, _) = await ReplayAsync(service);
        (weaker, amount) = ("", "99.50");
        (_, string dear, _) = await ReplayAsync(service);

        Assert.True(code == 0, report + error);
        Assert.All(
            (string[])["only: 'nonce-{token:22}", "only: '{number}ms'", "dur={number}", "only: '{number}'", "body: '<id>urn:uuid:{uuid}", "body: '<at>{time}", "body: '^id=order-{uuid}$'", "body: '^at={time}$'"],
            rule => Assert.Contains(rule, service.Rules, StringComparison.Ordinal));
        Assert.True(held == 0, summary);
        Assert.Contains("response header Content-Security-Policy differs", weak, StringComparison.Ordinal);
        Assert.Contains("99.50", dear, StringComparison.Ordinal);
        Assert.Contains("dependency call differs at body/amount", dear, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_and_ids_that_only_took_the_place_of_fresh_ones_differ_under_the_learnt_rules()
    {
        bool isWrong = false;
        await using HealedService service = await HealedService.StartAsync(s => s
            .Answers("/id", _ => new { id = isWrong ? Guid.Empty : Guid.NewGuid() })
            .Answers("/at", _ => new { createdAt = isWrong ? "0001-01-01T00:00:00Z" : Soon() })
            .Answers("/until", _ => new { expires = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + (isWrong ? 60 : 3600) }));

        (int code, string report, _) = await service.RunAsync("heal", "--write", "--runs=3");
        (int held, string summary, _) = await ReplayAsync(service);
        isWrong = true;
        (_, string wrong, _) = await ReplayAsync(service);

        Assert.True(code == 0, report);
        Assert.True(held == 0, summary);
        Assert.All((string[])["/id", "/createdAt", "/expires"], place => Assert.Contains($"response body differs at {place}", wrong, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_with_a_fresh_segment_and_headers_of_a_call_are_learnt()
    {
        string folder = "photos";
        await using HealedService service = await HealedService.StartAsync(s => s.Handles("/upload", async (context, _) => await context.Response.WriteAsync(
            await s.CallAsync(context, $"/{folder}/v1-{Guid.NewGuid()}.jpg", headers: ("X-Part", $"part:{Guid.NewGuid()}/7")))));

        (int code, string report, _) = await service.RunAsync("heal", "--write", "--runs=3");
        (int held, string summary, _) = await ReplayAsync(service);
        folder = "drafts";
        (_, string elsewhere, _) = await ReplayAsync(service);

        Assert.True(code == 0, report);
        Assert.Contains("path: '/photos/v1-{uuid}.jpg'", service.Rules, StringComparison.Ordinal);
        Assert.Contains("only: 'part:{uuid}/7'", service.Rules, StringComparison.Ordinal);
        Assert.True(held == 0, summary);
        Assert.Contains("dependency call differs at path", elsewhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_a_further_replay_does_not_hold_is_not_proposed_and_the_difference_is_named()
    {
        // Three replays are learnt from; those that prove the rules come after them.
        await using HealedService service = await HealedService.StartAsync(s => s.Answers("/order", asked => new { id = asked < 4 ? $"{Guid.NewGuid()}" : "none", at = Soon() }));

        (int code, string report, _) = await service.RunAsync("heal", "--write", "--runs=3");

        Assert.Equal(1, code);
        Assert.Contains("at", service.Rules, StringComparison.Ordinal);
        Assert.DoesNotContain("$.id", service.Rules, StringComparison.Ordinal);
        Assert.Contains("body/id: the rule 'json: $.id; route: GET /order; only: {uuid}' was tried, and a further replay with it still differs: response body differs at /id: expected \"(a UUID)\", got \"none\"", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_that_fails_by_fresh_values_prints_the_flags_that_ignore_them()
    {
        await using HealedService service = await HealedService.StartAsync(s => s.Answers("/order", _ => new { id = Guid.NewGuid(), at = Soon() }));

        (int code, string summary, _) = await ReplayAsync(service);
        string[] flags = [.. summary.Split('\n').Where(line => line.StartsWith("  --ignore '", StringComparison.Ordinal)).Select(line => $"--ignore={line[12..^1]}")];
        (int pasted, string held, _) = await ReplayAsync(service, flags);
        (int sets, string ready, _) = await ReplayAsync(service, "--ignore=fresh guids", "--ignore=fresh times");

        Assert.Equal(1, code);
        Assert.Contains("\nAll that differs looks like values that are new each time (ids, times, tokens). If they are, ignore them:\n", summary, StringComparison.Ordinal);
        Assert.Equal(2, flags.Length);
        Assert.True(pasted == 0, held);
        Assert.True(sets == 0, ready);
    }

    private static Task<(int Code, string Out, string Error)> ReplayAsync(HealedService service, params string[] flags) =>
        service.RunAsync("replay", ["--runs=2", "--time-scale=0", "--min-gap=0s", .. flags]);

    // What is now needs no rule.
    private static string Soon() => DateTimeOffset.UtcNow.AddSeconds(30).ToString("O", CultureInfo.InvariantCulture);

    private static string Token() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=');
}
