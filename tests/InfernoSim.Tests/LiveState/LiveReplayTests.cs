using System.Collections.Concurrent;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

public class LiveReplayTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Other = "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7";
    private static readonly ReplayOptions TenWorkers = FakeService.AsFastAsPossible with { Fanout = 10 };

    [Fact]
    public async Task Each_worker_is_sent_the_values_that_it_was_given_in_url_header_and_body()
    {
        var given = new ConcurrentDictionary<int, string>();
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", method: "POST")
            .Exchange($"/orders/{Id}?o={Id}", method: "POST", body: $$"""{"of":"{{Id}}"}""", headers: HeaderMap.Of(("Content-Type", "application/json"), ("X-Order", $"id={Id}")))
            .Build();
        var service = new FakeService(async request =>
        {
            if (request.Path == "/orders")
            {
                string id = Guid.NewGuid().ToString();
                given[request.Worker] = id;
                return Answer($$"""{"id":"{{id}}"}""");
            }

            string own = given[request.Worker];
            Assert.Equal($"/orders/{own}?o={own}", request.Message.RequestUri!.PathAndQuery);
            Assert.Equal($"id={own}", request.Header("X-Order"));
            Assert.Equal($$"""{"of":"{{own}}"}""", await request.Message.Content!.ReadAsStringAsync());
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.Equal((ReplayOutcome.PassStrong, 20L, 20L), (summary.Outcome, summary.LiveState.Chains[0].Workers, summary.LiveState.Chains[0].Requests));
    }

    [Fact]
    public async Task A_service_that_gives_the_recorded_value_is_sent_it_and_nothing_is_substituted()
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", $$"""{"id":"{{Id}}"}""").Exchange($"/orders/{Id}").Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/orders" ? Answer($$"""{"id":"{{Id}}"}""") : Answer()));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.Equal((ReplayOutcome.PassStrong, 0L, 0L, null), (summary.Outcome, summary.LiveState.Chains[0].Workers, summary.LiveState.Substitutions, summary.LiveState.Chains[0].Example));
    }

    [Theory]
    [InlineData("""{"id":42}""", "/id")]
    [InlineData("""{"id":"0b8f3a529c4e4d1f8a672e5b7c901d35"}""", "/id")]
    [InlineData("""{"id":null}""", "/id")]
    [InlineData("""{"ident":"(fresh)"}""", "/id")]
    [InlineData("""{"id":"(fresh)","more":1}""", "/more")]
    public async Task A_value_of_another_kind_or_at_another_place_is_a_difference(string answer, string location)
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", $$"""{"id":"{{Id}}"}""").Exchange($"/orders/{Id}").Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/orders" ? Answer(answer.Replace("(fresh)", Guid.NewGuid().ToString(), StringComparison.Ordinal)) : Answer()));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.Equal((ReplayOutcome.FailDiverged, DivergenceKind.ResponseBody, location), (summary.Outcome, summary.FirstDivergence!.Kind, summary.FirstDivergence.Location));
    }

    [Fact]
    public async Task One_live_value_cannot_stand_for_two_recorded_ones()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", method: "POST")
            .Exchange("/orders", $$"""{"id":"{{Other}}"}""", method: "POST")
            .Exchange($"/pair?a={Id}&b={Other}")
            .Build();
        string process = $"{Guid.NewGuid()}"[8..];
        var requests = new ConcurrentDictionary<int, int>();
        var service = new FakeService(request => Task.FromResult(request.Path == "/orders"
            ? Answer($$"""{"id":"{{request.Worker:x4}}{{(requests.AddOrUpdate(request.Worker, 1, (_, count) => count + 1) + 1) / 2:x4}}{{process}}"}""")
            : Answer()));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.Equal((1, "/id"), (summary.FirstDivergence!.Exchange, summary.FirstDivergence.Location));
    }

    [Fact]
    public async Task An_id_that_a_dependency_is_given_first_is_matched_and_repeated_to_the_service()
    {
        Incident incident = MadeForCall();
        var service = new FakeService(Orders(() => Guid.NewGuid().ToString()));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(20, summary.LiveState.Chains[0].Workers);
    }

    [Theory]
    [InlineData("fresh: guids")]
    [InlineData("json: $.id; dependency: a.test; only: {uuid}")]
    public async Task An_id_is_carried_though_a_rule_ignores_it_in_the_call_that_shows_it_first(string rule)
    {
        var given = new ConcurrentDictionary<int, string>();
        var service = new FakeService(request => request.Path == "/orders" ? Orders(() => given[request.Worker] = Guid.NewGuid().ToString())(request)
            : Task.FromResult(Answer(request.Path == $"/orders/{given[request.Worker]}" ? "{}" : """{"unknown":true}""")));

        ReplaySummary summary = await service.ReplayAsync(MadeForCall(), TenWorkers with { Ignore = [NoiseRule.Parse(rule)] });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(20, summary.LiveState.Chains[0].Workers);
    }

    [Fact]
    public async Task A_call_that_differs_elsewhere_is_reported_there_and_not_at_the_fresh_id()
    {
        var service = new FakeService(Orders(() => Guid.NewGuid().ToString(), kind: "express"));

        ReplaySummary summary = await service.ReplayAsync(MadeForCall(), TenWorkers);

        Assert.Equal((DivergenceKind.CallChanged, "body/kind"), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Location));
        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
    }

    [Fact]
    public async Task Two_parallel_calls_that_each_show_a_fresh_id_are_told_apart()
    {
        Incident incident = new IncidentBuilder()
            .Exchange(
                "/both",
                $$"""{"a":"{{Id}}","b":"{{Other}}"}""",
                calls: [Call("http://a.test/x", method: "POST", body: $$"""{"id":"{{Id}}"}""", took: 5), Call("http://a.test/x", method: "POST", body: $$"""{"id":"{{Other}}"}""", took: 5)])
            .Exchange($"/pair?a={Id}&b={Other}")
            .Build();
        var service = new FakeService(async request =>
        {
            if (request.Path != "/both")
            {
                return Answer();
            }

            (string a, string b) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
            await Task.WhenAll(((string[])[a, b]).Select(id => request.CallAsync("http://a.test/x", "POST", $$"""{"id":"{{id}}"}""")));
            return Answer($$"""{"a":"{{a}}","b":"{{b}}"}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task A_call_that_was_made_to_fail_may_be_tried_again_with_a_new_id()
    {
        ReplayOptions faulted = TenWorkers with { Faults = [Fault.Parse("dep=a.test retries=1")] };
        var service = new FakeService(Orders(() => Guid.NewGuid().ToString(), attempts: 2));

        ReplaySummary summary = await service.ReplayAsync(MadeForCall(), faulted);

        Assert.True(summary.Passed, summary.ToText());
    }

    [Fact]
    public async Task A_redacted_token_is_sent_as_the_service_gave_it()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", """{"access_token":"recorded-token"}""")
            .Exchange("/me", headers: HeaderMap.Of(("Authorization", "Bearer [REDACTED]")))
            .Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/login"
            ? Answer($$"""{"access_token":"fresh-token-{{request.Worker}}"}""")
            : Answer(status: request.Header("Authorization") == $"Bearer fresh-token-{request.Worker}" ? 200 : 401)));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Empty(summary.NotTested);
    }

    [Fact]
    public async Task A_header_that_was_supplied_goes_before_what_the_service_gave()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", """{"access_token":"recorded-token"}""")
            .Exchange("/me", headers: HeaderMap.Of(("Authorization", "Bearer [REDACTED]")))
            .Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/login"
            ? Answer("""{"access_token":"recorded-token"}""")
            : Answer(status: request.Header("Authorization") == "Bearer mine" ? 200 : 401)));

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers with { Headers = [new("Authorization", "Bearer mine")] });

        Assert.True(summary.Passed, summary.ToText());
    }

    [Fact]
    public async Task Secrets_are_masked_in_the_report()
    {
        Incident incident = new IncidentBuilder().Exchange("/login", """{"access_token":"V1StGXR8Z5jdHi6BmyT9"}""").Exchange("/me?t=V1StGXR8Z5jdHi6BmyT9").Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/login" ? Answer("""{"access_token":"kQ9sLm2Xz7Rt4Vb8Nc1P"}""") : Answer()));

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(("V1S… (20 characters)", "kQ9… (20 characters)"), (summary.LiveState.Chains[0].Recorded, summary.LiveState.Chains[0].Example));
        Assert.DoesNotContain("kQ9sLm2Xz7Rt4Vb8Nc1P", summary.ToJson(), StringComparison.Ordinal);
    }

    private static Incident MadeForCall() => new IncidentBuilder()
        .Exchange(
            "/orders",
            $$"""{"id":"{{Id}}"}""",
            method: "POST",
            calls: [Call("http://a.test/orders", $$"""{"order":"{{Id}}"}""", method: "POST", body: $$"""{"id":"{{Id}}","kind":"plain"}""")])
        .Exchange($"/orders/{Id}")
        .Build();

    // Answers with the id as the dependency repeats it.
    private static Func<FakeRequest, Task<HttpResponseMessage>> Orders(Func<string> newId, string kind = "plain", int attempts = 1) => async request =>
    {
        if (request.Path != "/orders")
        {
            return Answer();
        }

        for (int attempt = 1; ; attempt++)
        {
            string id = newId();
            string answer = await request.CallAsync("http://a.test/orders", "POST", $$"""{"id":"{{id}}","kind":"{{kind}}"}""");
            if (attempt == attempts || !answer.StartsWith("failed", StringComparison.Ordinal))
            {
                Assert.True(kind != "plain" || answer == $$"""{"order":"{{id}}"}""", answer);
                return Answer($$"""{"id":"{{id}}"}""");
            }
        }
    };
}
