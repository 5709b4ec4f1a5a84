using System.Text;
using InfernoSim.Configuration;
using InfernoSim.Faults;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Goals;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.Policies;
using InfernoSim.Scrubbing;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads rules and settings, which may come with an incident from somebody else.</summary>
internal static class RuleTargets
{
    private static readonly DependencyRequest Call = new()
    {
        Method = "POST",
        Scheme = "http",
        Authority = "payments.test:8080",
        PathAndQuery = "/charges/9f1c2a64-7a3e-4f0e-9d6b-3f8f0f8f1c11?sig=a%2Fb&at=1764000000&sig=x",
        Headers = HeaderMap.Of(("Content-Type", "application/json"), ("X-Request-Id", "9f1c2a64-7a3e-4f0e-9d6b-3f8f0f8f1c11"), ("ETag", "\"a\""), ("ETag", "\"b\"")),
        Body = """{"id":"42","items":[{"id":1,"at":"2026-11-23T18:33:15Z"},{"id":2}],"note":"took 17 ms","tags":["b","a"]}"""u8.ToArray(),
    };

    private static readonly byte[] Page = "<p>took 17 ms</p><input type=hidden name=nonce value=abc>"u8.ToArray();

    // A key that is three times as long as the one before it, two dozen times over.
    private static readonly string Bomb = string.Concat(Enumerable.Range('b', 24).Select(c => $"{(char)c}: &{(char)c} [*{(char)(c - 1)}, *{(char)(c - 1)}, *{(char)(c - 1)}]\n").Prepend("a: &a [x]\n").Append("? *y\n: 1\n"));

    // Expressions are compiled, which takes memory by what they say and not by their length.
    private const long BytesForExpressions = 256 * 1024 * 1024;

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.OfText(
            "fault rule",
            [
                "dep=payments.test:8080 latency=+200ms", "dep=* timeout=1s rate=0.5", "dep=a.test latency=10ms jitter=+5ms retries=3 drop=0.25", "dep=b.test reset=1", "dep=b.test blackhole=0.1", "dep=c.test status=503 rate=10%",
                "sql=orders error=deadlock", "sql=* latency=20ms", "sql=orders kind=INSERT error=unique rate=0.5",
            ],
            text => Fault.Parse(text).ToString()) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Words = FuzzTarget.BytesOf("dep=", " latency=", " jitter=", " timeout=", " drop=", " reset=", " blackhole=", " status=", " rate=", "sql=", " kind=", " error=", "ms", "s", "h"),
        },
        FuzzTarget.OfText(
            "noise rule",
            [
                "header: X-Request-Id", "query: sig; dependency: payments.test:8080", "json: $.items[*].id; route: POST /charges/*", "json: $..at; optional: true", @"body: took \d+ ms", "form: nonce; only: {uuid}", "unordered: $.tags",
                "path: /charges/*", "fresh: guids", "fresh times", "calls to payments.test; route: GET /rates", "header: ETag; only: \"{hex:1}\"", "json: $.items[0:2]['at']; only: {time+900}", "statements: form",
            ],
            ReadNoise) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Found = FuzzTarget.BytesOf("body: (a?|b?|c?){30}(?=d)"),
            Words = FuzzTarget.BytesOf("; dependency: *", "; route: * /*", "; optional: true", "; only: ", "{uuid}", "{time}", "{digits:4-6}", "{token:20-24}", "{jwt}", "(?=a)", "(a+)+", "[^a]", "{1000}", "\\p{L}", "(?i)", "\\1"),
            MostBytes = BytesForExpressions,
            Cost = 4,
        },
        FuzzTarget.OfText(
            "JSON path",
            ["$.items[*].id\n{\"items\":[{\"id\":1},{\"id\":2}]}", "$..at\n{\"a\":{\"at\":[{\"at\":1}]}}", "$['a b'][-1]\n{\"a b\":[1,2,[3]]}", "$[0:2].*\n[{\"a\":1},{\"b\":2}]", "$..[*]\n[[[1]]]", "$[\"\\u00e9\\n\"]\n{\"é\\n\":0}"],
            ReadPath) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Found = FuzzTarget.BytesOf($"$..*..*..*..*..*..*..*\n{new string('[', 200)}{new string(']', 200)}"),
            Words = FuzzTarget.BytesOf("..", "[*]", ".*", "..*", "['", "']", "[-1]", "[:]", "[[[[[[[[", "{\"a\":", "\n"),
        },
        FuzzTarget.OfText(
            "goal",
            ["p99 < 250ms", "errors <= 1%", "rate >= 100/s", "calls(payments.test:8080) <= 3 per request", "service-time p95 < 20ms", "calls(*) = 2"],
            text => Goal.Parse(text).ToString()) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Words = FuzzTarget.BytesOf("<=", ">=", "(", ")", " per request", "p99.9", "%", "MB", "/s"),
        },
        FuzzTarget.OfText(
            "replay.yaml",
            [
                "runs: 3\nfanout: 2\nwindow: 30s\nignore:\n  - header: X-Request-Id\n  - json: $.items[*].id\n    route: POST /orders\nprotected: [balance, tax]\n",
                "TimeScale: 0.5\nseed: 7\ninject:\n  - dep=payments.test latency=+200ms\n# why\nignore: calls to metrics.test\n",
                "ignore:\n  - calls to metrics.test; route: GET /x\n  - body: 'took \\d+ ms'\n    dependency: \"a.test\"\n",
                "",
            ],
            ReadReplayFile) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Found = FuzzTarget.BytesOf(new string('[', 50_000), Bomb, "runs: 3\nprotected: [b\nseed: 7\n"),
            Words = FuzzTarget.BytesOf("&a ", "*a", "? ", "!!str ", "|\n  ", ">-\n  ", "---\n", "...\n", "- ", ": ", "{a: ", "[[[[[[[[", "- - - - ", "<<: ", "%YAML 1.1\n", "\t", "'", "\""),
            MostBytes = BytesForExpressions,
            Cost = 10,
        },
        FuzzTarget.OfText(
            "privacy.yaml",
            [
                "keep:\n  - json: $.password\n    route: POST /login\ntoken:\n  - header: X-Customer\nredact:\n  - query: sig\n    dependency: payments.test\ndrop:\n  - form: nonce\n",
                "keep:\n  - path: /charges/*\nredact:\n  - body: 'took \\d+'\n", "",
            ],
            ReadPrivacyFile) with
        {
            Refusals = [typeof(ReplayConfigurationException)],
            Found = FuzzTarget.BytesOf(new string('[', 50_000), Bomb),
            Words = FuzzTarget.BytesOf("&a ", "*a", "? ", "keep:\n", "token:\n", "redact:\n", "drop:\n", "  - json: $..*\n", "- parameter: $1\n", "[[[[[[[["),
            MostBytes = BytesForExpressions,
            Cost = 10,
        },
    ];

    private static void ReadNoise(string text)
    {
        NoiseRule rule = NoiseRule.Parse(text);
        Assert.Equal(rule.ToString(), NoiseRule.Parse(rule.ToString()).ToString());

        NoiseFilter filter = NoiseFilter.Of([rule], NoiseFacts.None)!;
        _ = filter.Apply(Call, OwnIds.None, NoiseContext.Unknown, new NoiseCount());
        _ = filter.ForResponse("GET", "/orders/1")?.MaskBody(BodyContent.Of(Page, HeaderMap.Of(("Content-Type", "text/html"))), OwnIds.None, NoiseContext.Unknown, null);
    }

    private static void ReadPath(string text)
    {
        string[] parts = text.Split('\n', 2);
        var path = JsonPath.Parse(parts[0]);
        if (JsonTree.TryParse(Encoding.UTF8.GetBytes(parts[^1]), out JsonTree? json))
        {
            using (json)
            {
                path.Find(json, new List<int>());
            }
        }
    }

    private static void ReadReplayFile(string text) => _ = ReplayFileReader.Read("replay.yaml", text, _ => null).ApplyTo(new ReplayOptions(), _ => false);

    private static void ReadPrivacyFile(string text)
    {
        var policy = PrivacyPolicy.Of(PrivacyFileReader.Read("privacy.yaml", text));
        IMessagePolicy? rules = policy.Places?.For(new MessagePlace(true, Call.Method, Call.Scheme, Call.Authority, Call.PathAndQuery));
        _ = rules?.InTarget(Call.PathAndQuery);
        _ = rules?.InBody(Encoding.UTF8.GetString(Call.Body.Span), "application/json");
        _ = rules?.InBody(Encoding.UTF8.GetString(Page), "text/html");
        _ = rules?.OfHeader("X-Request-Id");
    }
}
