using System.Net.Http.Headers;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Noise;

/// <summary>What rules make of a replay: of the verdict, of the fingerprint and of the summary.</summary>
public sealed class NoiseReplayTests
{
    [Theory]
    [InlineData("json: $.id", """{"id":"a1","n":1}""", """{"n":1.0,"id":"b2"}""")]
    [InlineData("json: $.id; route: GET /x", """{"id":"a1"}""", """{"id":"b2"}""")]
    [InlineData("json: $.id; route: /*", """{"id":1}""", """{"id":2}""")]
    [InlineData("json: $.items[*].id", """{"items":[{"id":1},{"id":2}]}""", """{"items":[{"id":3},{"id":4}]}""")]
    [InlineData("json: $..at", """{"at":1,"deep":[{"at":"x"}]}""", """{"at":2,"deep":[{"at":"y"}]}""")]
    [InlineData("json: $.meta", """{"meta":{"a":1}}""", """{"meta":{"b":[2]}}""")]
    [InlineData("json: $.id; optional: true", """{"id":1,"n":1}""", """{"n":1}""")]
    [InlineData("json: $.id; optional: true", """{"n":1}""", """{"n":1,"id":null}""")]
    [InlineData("json: $.tags[*]; optional: true", """{"tags":[1]}""", """{"tags":[1,2,3]}""")]
    [InlineData("unordered: $.tags", """{"tags":["a","b","b"]}""", """{"tags":["b","a","b"]}""")]
    [InlineData("unordered: $.tags", """{"tags":[{"a":1,"b":2.0},{"a":2}]}""", """{"tags":[{"a":2},{"b":2,"a":1}]}""")]
    [InlineData("unordered: $..*", """{"t":[[2,1],[3]]}""", """{"t":[[3],[1,2]]}""")]
    [InlineData("body: took \\d+ ms", "took 5 ms, took 7 ms", "took 123 ms, took 1 ms")]
    [InlineData("body: (?<=id=)\\w+", "id=abc ok", "id=def9 ok")]
    public async Task What_a_rule_names_makes_no_difference(string rule, string recorded, string answered)
    {
        ReplaySummary without = await ReplayAsync(recorded, answered);
        ReplaySummary with = await ReplayAsync(recorded, answered, rule);

        Assert.Equal(ReplayOutcome.FailDiverged, without.Outcome);
        Assert.True(with.Outcome == ReplayOutcome.PassStrong, with.ToText());
        Assert.Equal(answered == """{"n":1}""", Assert.Single(with.Noise).Ignored == 0);
    }

    [Theory]
    [InlineData("json: $.id; route: POST /x", """{"id":1}""", """{"id":2}""", "/id")]
    [InlineData("json: $.id; route: /x/*", """{"id":1}""", """{"id":2}""", "/id")]
    [InlineData("json: $.id; dependency: a.test", """{"id":1}""", """{"id":2}""", "/id")]
    [InlineData("json: $.id", """{"id":1,"amount":1}""", """{"id":2,"amount":2}""", "/amount")]
    [InlineData("json: $.id", """{"id":1}""", "{}", "/id")]
    [InlineData("json: $.id", "{}", """{"id":1}""", "/id")]
    [InlineData("json: $.id", """{"id":1}""", """{"id":"1"}""", "/id")]
    [InlineData("json: $.id", """{"id":1}""", """{"id":null}""", "/id")]
    [InlineData("json: $.ids[*]", """{"ids":[1]}""", """{"ids":[1,2]}""", "/ids")]
    [InlineData("unordered: $.tags", """{"tags":[1,2]}""", """{"tags":[1,2,2]}""", "/tags")]
    [InlineData("unordered: $.tags", """{"tags":[1,2]}""", """{"tags":[1,3]}""", "/tags/1")]
    [InlineData("body: took \\d+ ms", "took 5 ms, ok", "took 6 ms, failed", "line 1, column 12")]
    public async Task Everything_else_does(string rule, string recorded, string answered, string location)
    {
        ReplaySummary summary = await ReplayAsync(recorded, answered, rule);

        Assert.Equal((ReplayOutcome.FailDiverged, location), (summary.Outcome, summary.FirstDivergence!.Location));
    }

    [Fact]
    public async Task An_ignored_header_must_still_be_there_unless_it_is_optional()
    {
        Incident incident = new IncidentBuilder().Exchange("/x", response: response => response with { Headers = HeaderMap.Of(("ETag", "\"1\"")) }).Build();

        async Task<ReplaySummary> Replay(string rule, string? etag) => await new FakeService(_ =>
        {
            var answer = new HttpResponseMessage { Content = new ByteArrayContent("{}"u8.ToArray()) };
            answer.Headers.ETag = etag is null ? null : new EntityTagHeaderValue(etag);
            return Task.FromResult(answer);
        }).ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse(rule)] });

        Assert.Equal(ReplayOutcome.PassStrong, (await Replay("header: etag", "\"2\"")).Outcome);
        Assert.Equal("ETag", (await Replay("header: etag", null)).FirstDivergence!.Location);
        Assert.Equal(ReplayOutcome.PassStrong, (await Replay("header: etag; optional: true", null)).Outcome);
    }

    [Theory]
    [InlineData("query: sig", "http://a.test/p?sig=1&x=1", "", "http://a.test/p?x=1&sig=2", "")]
    [InlineData("query: sig; dependency: a.test; route: GET /p", "http://a.test/p?sig=1", "", "http://a.test/p?sig=2", "")]
    [InlineData("query: a b", "http://a.test/p?a%20b=1", "", "http://a.test/p?a+b=2", "")]
    [InlineData("query: sig; optional: true", "http://a.test/p?sig=1", "", "http://a.test/p", "")]
    [InlineData("json: $.nonce; dependency: a.test", "http://a.test/p", """{"nonce":"1","n":1}""", "http://a.test/p", """{"n":1,"nonce":"2"}""")]
    [InlineData("unordered: $; dependency: '*'", "http://a.test/p", "[1,2]", "http://a.test/p", "[2,1]")]
    public async Task A_dependency_call_is_found_by_what_is_not_ignored(string rule, string recordedUrl, string recordedBody, string url, string body)
    {
        rule = rule.Replace("'*'", "*", StringComparison.Ordinal);
        string method = body.Length > 0 ? "POST" : "GET";
        Incident incident = new IncidentBuilder().Exchange("/x", "\"answer\"", calls: [IncidentBuilder.Call(recordedUrl, "\"answer\"", method: method, body: recordedBody)]).Build();
        var service = new FakeService(async request => FakeRequest.Answer(await request.CallAsync(url, method, body)));

        ReplaySummary without = await service.ReplayAsync(incident);
        ReplaySummary with = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse(rule)] });

        Assert.Equal(ReplayOutcome.FailDiverged, without.Outcome);
        Assert.True(with.Outcome == ReplayOutcome.PassStrong, with.ToText());
        Assert.Equal(rule.Contains("optional", StringComparison.Ordinal) ? 0 : 4, Assert.Single(with.Noise).Ignored);
    }

    [Fact]
    public async Task A_call_that_differs_elsewhere_is_reported_by_what_is_not_ignored()
    {
        Incident incident = new IncidentBuilder().Exchange("/x", "\"answer\"", calls: [IncidentBuilder.Call("http://a.test/p?sig=1&amount=5")]).Build();
        var service = new FakeService(async request => FakeRequest.Answer(await request.CallAsync("http://a.test/p?sig=2&amount=6")));

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("query: sig")] });

        Assert.Equal((DivergenceKind.CallChanged, "query/amount"), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Location));
    }

    [Fact]
    public async Task What_is_ignored_is_not_in_the_fingerprint_and_what_is_not_is()
    {
        int next = 0;
        string Answer(string n) => $$"""{"id":{{Interlocked.Increment(ref next)}},"n":{{n}}}""";

        ReplaySummary same = await ReplayAsync("""{"id":0,"n":1}""", () => Answer("2"), "json: $.id");
        ReplaySummary differing = await ReplayAsync("""{"id":0,"n":1}""", () => Answer($"{next}"), "json: $.id");

        Assert.Equal((ReplayOutcome.FailDiverged, "/n"), (same.Outcome, same.FirstDivergence!.Location));
        Assert.Equal(ReplayOutcome.FailNonDeterministic, differing.Outcome);
    }

    [Fact]
    public async Task The_summary_says_what_each_rule_ignored_and_which_matched_nothing()
    {
        NoiseRule[] rules = [NoiseRule.Parse("json: $.id") with { Source = "replay.yaml:3" }, NoiseRule.Parse("header: ETag")];

        ReplaySummary summary = await new FakeService(_ => Task.FromResult(FakeRequest.Answer("""{"id":2}""")))
            .ReplayAsync(new IncidentBuilder().Exchange("/x", """{"id":1}""").Build(), FakeService.AsFastAsPossible with { Ignore = rules });

        Assert.Contains("\nIGNORED\n  json: $.id (replay.yaml:3): 4 values\n  header: ETag: MATCHED NOTHING, remove it or correct it\n", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("\nIGNORED\n  json: $.id: 4 values\n  header: ETag: MATCHED NOTHING, remove it or correct it", summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"noise\": [\n    {\n      \"rule\": \"json: $.id\",\n      \"source\": \"replay.yaml:3\",\n      \"ignored\": 4,", summary.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_that_takes_too_long_ignores_nothing_and_is_named()
    {
        string slow = new string('a', 40) + "!";

        ReplaySummary summary = await ReplayAsync(slow, slow + "x", @"body: (?=x)|^(a+)+\1$");

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Contains("NOT APPLIED to", summary.ToText(), StringComparison.Ordinal);
    }

    private static Task<ReplaySummary> ReplayAsync(string recorded, string answered, params string[] rules) => ReplayAsync(recorded, () => answered, rules);

    private static Task<ReplaySummary> ReplayAsync(string recorded, Func<string> answer, params string[] rules)
    {
        string type = recorded[0] is '{' or '[' ? "application/json" : "text/plain";
        Incident incident = new IncidentBuilder().Exchange("/x", recorded, response: r => r with { Headers = HeaderMap.Of(("Content-Type", type)) }).Build();
        var service = new FakeService(_ =>
        {
            var message = new HttpResponseMessage { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer())) };
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            return Task.FromResult(message);
        });
        return service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [.. rules.Select(NoiseRule.Parse)] });
    }
}
