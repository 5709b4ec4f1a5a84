using System.Globalization;
using InfernoSim.Configuration;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Noise;

/// <summary>Rules for a form of values: what is fresh makes no difference, and what only took its place does. The incidents are of 1970.</summary>
public sealed class FreshRuleReplayTests
{
    private const string Recorded = "1c0f7a52-0f8e-4a49-9d6c-2d1b8a1f0c11";

    [Theory]
    [InlineData("json: $.id; only: {uuid}")]
    [InlineData("json: $..*; only: {uuid}")]
    [InlineData("fresh: guids")]
    [InlineData("fresh guids; route: GET /x")]
    public async Task A_fresh_id_makes_no_difference_and_the_nil_one_does(string rule)
    {
        string recorded = $$"""{"id":"{{Recorded}}","n":1}""";

        ReplaySummary fresh = await ReplayAsync(recorded, () => $$"""{"id":"{{Guid.NewGuid()}}","n":1}""", rule);
        ReplaySummary nil = await ReplayAsync(recorded, () => $$"""{"id":"{{Guid.Empty}}","n":1}""", rule);
        ReplaySummary other = await ReplayAsync(recorded, () => $$"""{"id":"{{Guid.NewGuid()}}","n":2}""", rule);

        Assert.True(fresh.Outcome == ReplayOutcome.PassStrong, fresh.ToText());
        Assert.Equal((ReplayOutcome.FailDiverged, "/id", "\"(a UUID)\""), (nil.Outcome, nil.FirstDivergence!.Location, nil.FirstDivergence.Expected));
        Assert.Equal((ReplayOutcome.FailDiverged, "/n"), (other.Outcome, other.FirstDivergence!.Location));
    }

    [Theory]
    [InlineData("json: $.id; only: {uuid}")]
    [InlineData("fresh: guids")]
    public async Task An_id_that_every_worker_is_given_is_not_fresh(string rule)
    {
        var once = Guid.NewGuid();

        ReplaySummary summary = await ReplayAsync($$"""{"id":"{{Recorded}}"}""", () => $$"""{"id":"{{once}}"}""", rule);

        Assert.NotEqual(ReplayOutcome.PassStrong, summary.Outcome);
        Assert.Contains($"the UUID of another: {once}", summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json: $.at; only: {time}")]
    [InlineData("fresh: times")]
    public async Task A_time_near_the_clock_makes_no_difference_and_any_other_does(string rule)
    {
        static string At(string time) => $$"""{"at":"{{time}}"}""";

        ReplaySummary now = await ReplayAsync(At("1970-01-01T00:00:00Z"), () => At(DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture)), rule);
        ReplaySummary never = await ReplayAsync(At("1970-01-01T00:00:00Z"), () => At("0001-01-01T00:00:00"), rule);
        ReplaySummary late = await ReplayAsync(At("1970-01-01T00:00:00Z"), () => At(DateTime.UtcNow.AddYears(1).ToString("O", CultureInfo.InvariantCulture)), rule);

        Assert.True(now.Outcome == ReplayOutcome.PassStrong, now.ToText());
        Assert.Equal("/at", never.FirstDivergence!.Location);
        Assert.Equal("/at", late.FirstDivergence!.Location);
    }

    [Fact]
    public async Task A_ready_set_leaves_what_the_service_was_given_and_what_it_decided()
    {
        Incident incident = new IncidentBuilder()
            .Exchange($"/orders/{Recorded}", $$"""{"id":"{{Recorded}}","state":"7a5e2f10-6b1c-4d7e-8f90-1a2b3c4d5e6f"}""")
            .Build();
        async Task<Divergence?> First(string id, string state) => (await new FakeService(_ => Task.FromResult(FakeRequest.Answer($$"""{"id":"{{id}}","state":"{{state}}"}""")))
            .ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("fresh: guids")] })).FirstDivergence;

        Divergence? same = await First(Recorded, "7a5e2f10-6b1c-4d7e-8f90-1a2b3c4d5e6f");
        Divergence? anothers = await First(Guid.NewGuid().ToString(), "7a5e2f10-6b1c-4d7e-8f90-1a2b3c4d5e6f");
        Divergence? decided = await First(Recorded, Guid.NewGuid().ToString());

        Assert.Null(same);
        Assert.Equal("/id", anothers!.Location);
        Assert.Equal("/state", decided!.Location);
    }

    [Fact]
    public async Task A_name_that_the_file_protects_is_in_no_ready_set_and_no_live_state()
    {
        ReplayFile file = ReplayFileReader.Read("replay.yaml", "protected: [ledger]\nignore: [{fresh: guids}]\n", _ => null);
        ReplayOptions options = file.ApplyTo(FakeService.AsFastAsPossible, _ => false);
        Incident incident = new IncidentBuilder().Exchange("/open", $$"""{"ledger":"{{Recorded}}"}""").Exchange("/entries/1", "{}", request: r => r with { Url = $"/entries/{Recorded}" }).Build();

        var plan = ReplayPlan.Create(incident, options);
        var usual = ReplayPlan.Create(incident, options with { Protected = [] });
        ReplaySummary summary = await new FakeService(request => Task.FromResult(FakeRequest.Answer(request.Path == "/open" ? $$"""{"ledger":"{{Guid.NewGuid()}}"}""" : "{}"))).ReplayAsync(incident, options);

        Assert.Single(usual.LiveChains.All);
        Assert.Empty(plan.LiveChains.All);
        Assert.Equal("/ledger", summary.FirstDivergence!.Location);
    }

    [Fact]
    public async Task An_id_that_was_recorded_elsewhere_is_not_fresh()
    {
        const string Other = "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716";
        Incident incident = new IncidentBuilder()
            .Exchange("/a", $$"""{"product":"{{Recorded}}"}""")
            .Exchange("/b", $$"""{"product":"{{Other}}"}""")
            .Build();
        var service = new FakeService(request => Task.FromResult(FakeRequest.Answer($$"""{"product":"{{Other}}"}""")));

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("fresh: guids")] });

        Assert.Equal((ReplayOutcome.FailDiverged, 0, "/product"), (summary.Outcome, summary.FirstDivergence!.Exchange, summary.FirstDivergence.Location));
    }

    [Fact]
    public async Task The_nonce_of_a_policy_is_ignored_and_the_policy_is_not()
    {
        ReplaySummary fresh = await WithPolicyAsync(Policy("Zq8vB1nM4cXwk3J9xQ2mZp"));
        ReplaySummary weaker = await WithPolicyAsync("script-src *; object-src 'none'");

        Assert.True(fresh.Outcome == ReplayOutcome.PassStrong, fresh.ToText());
        Assert.Equal((ReplayOutcome.FailDiverged, "Content-Security-Policy"), (weaker.Outcome, weaker.FirstDivergence!.Location));
    }

    [Fact]
    public async Task A_form_is_looked_at_pair_by_pair_without_its_encoding()
    {
        static string Form(string at, string amount) => $"at={Uri.EscapeDataString(at)}&amount={amount}";
        HeaderMap type = HeaderMap.Of(("Content-Type", "application/x-www-form-urlencoded"));
        Incident incident = new IncidentBuilder().Exchange("/x", Form("1970-01-01T00:00:00Z", "5"), response: r => r with { Headers = type }).Build();
        async Task<ReplaySummary> Replay(string amount) => await new FakeService(_ => Task.FromResult(
            new HttpResponseMessage { Content = new StringContent(Form(DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture), amount), new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")) }))
            .ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("body: ^at={time}$")] });

        ReplaySummary fresh = await Replay("5");
        ReplaySummary dearer = await Replay("6");

        Assert.True(fresh.Outcome == ReplayOutcome.PassStrong, fresh.ToText());
        Assert.Equal("/amount", dearer.FirstDivergence!.Location);
    }

    [Theory]
    [InlineData("path: /photos/*")]
    [InlineData("path: /photos/{uuid}.jpg; dependency: files.test; route: PUT /photos/*")]
    [InlineData("fresh: guids")]
    public async Task A_call_to_a_fresh_path_is_found_and_counted(string rule)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/x", "\"answer\"", calls: [IncidentBuilder.Call($"http://files.test/photos/{Recorded}.jpg?size=1", "\"answer\"", method: "PUT", body: "{}")])
            .Build();
        ReplayOptions options = FakeService.AsFastAsPossible with { LiveState = false, Ignore = [NoiseRule.Parse(rule)] };
        FakeService Calling(string url) => new(async request => FakeRequest.Answer(await request.CallAsync(string.Format(CultureInfo.InvariantCulture, url, Guid.NewGuid()), "PUT", "{}")));

        ReplaySummary fresh = await Calling("http://files.test/photos/{0}.jpg?size=1").ReplayAsync(incident, options);
        ReplaySummary elsewhere = await Calling("http://files.test/drafts/{0}.jpg?size=1").ReplayAsync(incident, options);
        ReplaySummary larger = await Calling("http://files.test/photos/{0}.jpg?size=2").ReplayAsync(incident, options);

        Assert.True(fresh.Outcome == ReplayOutcome.PassStrong, fresh.ToText());
        Assert.Equal(4, Assert.Single(fresh.Noise).Ignored);
        Assert.Equal(4, Assert.Single(fresh.Receipt!.Ignored).Values);
        Assert.Equal("path", elsewhere.FirstDivergence!.Location);
        Assert.Equal("query/size", larger.FirstDivergence!.Location);
    }

    private static string Policy(string nonce) => $"script-src 'self' 'nonce-{nonce}'; object-src 'none'";

    private static async Task<ReplaySummary> WithPolicyAsync(string policy)
    {
        Incident incident = new IncidentBuilder().Exchange("/x", response: r => r with
        {
            Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Content-Security-Policy", Policy("k3J9xQ2mZpL7Zq8vB1nM4c"))),
        }).Build();
        return await new FakeService(_ =>
        {
            HttpResponseMessage answer = FakeRequest.Answer();
            answer.Headers.TryAddWithoutValidation("Content-Security-Policy", policy);
            return Task.FromResult(answer);
        }).ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("header: Content-Security-Policy; only: nonce-{token:22}")] });
    }

    private static Task<ReplaySummary> ReplayAsync(string recorded, Func<string> answer, string rule)
    {
        Incident incident = new IncidentBuilder().Exchange("/x", recorded).Build();
        return new FakeService(_ => Task.FromResult(FakeRequest.Answer(answer()))).ReplayAsync(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse(rule)] });
    }
}
