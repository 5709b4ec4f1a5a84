using System.Collections.Concurrent;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

public class FreshValueReplayTests
{
    private const string Account = "4711082215";
    private const string Shared = "7c1d9e52-3b4a-4f6e-9d08-1a2b3c4d5e6f";

    [Fact]
    public async Task Another_users_account_number_is_a_difference_at_its_place()
    {
        FakeService service = Serving(_ => """{"account":"4711082299","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts());

        Divergence first = summary.FirstDivergence!;
        Assert.Equal((ReplayOutcome.FailDiverged, DivergenceKind.ResponseBody, 0, "/account"), (summary.Outcome, first.Kind, first.Exchange, first.Location));
        Assert.Equal(("\"4711082215\"", "\"4711082299\"", 4L), (first.Expected, first.Got, first.Count));
    }

    // Every second one looks like a time, as one in sixteen numbers of nine digits does.
    [Fact]
    public async Task Fresh_numbers_that_have_lost_a_digit_are_a_difference_whatever_they_look_like()
    {
        long next = 0;
        FakeService service = Serving(_ => $$"""{"account":"{{Interlocked.Increment(ref next) switch { var n when n % 2 == 0 => 947_123_450 + n, var n => 471_123_450 + n }}}","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts());

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Assert.Equal("/account", summary.FirstDivergence!.Location);
    }

    [Fact]
    public async Task Numbers_that_count_on_from_worker_to_worker_are_fresh()
    {
        long next = 4711090000;
        FakeService service = Serving(_ => $$"""{"account":"{{Interlocked.Increment(ref next)}}","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts());

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task The_small_numbers_of_a_fresh_database_are_not_looked_for_anywhere_else()
    {
        int next = 0;
        FakeService service = Serving(_ => $$"""{"account":"{{Interlocked.Increment(ref next)}}","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts());

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task With_one_run_of_one_worker_it_cannot_be_known_whether_a_value_is_fresh()
    {
        FakeService service = Serving(_ => """{"account":"4711082299","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts(), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Equal(ReplayOutcome.PassWeak, summary.Outcome);
        Assert.Contains(summary.NotTested, item => item.What.Contains("exchange 1, response, body /account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_ignores_the_place_is_obeyed()
    {
        FakeService service = Serving(_ => """{"account":"4711082299","limit":1}""");

        ReplaySummary summary = await service.ReplayAsync(Accounts(), FakeService.AsFastAsPossible with { Ignore = [InfernoSim.Noise.NoiseRule.Parse("json: $.account; route: /account")] });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData("body/id", "POST", "http://a.test/orders", $$"""{"id":"{{Shared}}"}""", "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34")]
    [InlineData("path", "PUT", $"http://a.test/photos/{Shared}.jpg", "{}", "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34")]
    public async Task One_id_for_the_calls_of_all_workers_is_a_difference_and_one_for_each_is_not(string location, string method, string url, string body, string recorded)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{recorded}}"}""", method: "POST", calls: [Call(url.Replace(Shared, recorded, StringComparison.Ordinal), method: method, body: body.Replace(Shared, recorded, StringComparison.Ordinal))])
            .Exchange($"/orders/{recorded}")
            .Build();
        FakeService Making(Func<string> id) => new(async request =>
        {
            if (request.Path != "/orders")
            {
                return Answer();
            }

            string fresh = id();
            await request.CallAsync(url.Replace(Shared, fresh, StringComparison.Ordinal), method, body.Replace(Shared, fresh, StringComparison.Ordinal));
            return Answer($$"""{"id":"{{fresh}}"}""");
        });

        ReplaySummary shared = await Making(() => Shared).ReplayAsync(incident);
        ReplaySummary own = await Making(() => Guid.NewGuid().ToString()).ReplayAsync(incident);

        Assert.Equal((DivergenceKind.CallChanged, 0, location), (shared.FirstDivergence?.Kind, shared.FirstDivergence?.Call, shared.FirstDivergence?.Location));
        Assert.True(own.Outcome == ReplayOutcome.PassStrong, own.ToText());
    }

    [Fact]
    public async Task Two_fresh_ids_that_are_swapped_alike_each_time_are_a_difference_and_no_chance()
    {
        const string first = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
        const string second = "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7";
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{first}}"}""", method: "POST")
            .Exchange("/orders", $$"""{"id":"{{second}}"}""", method: "POST")
            .Exchange($"/pair?a={first}&b={second}", $$"""{"a":"{{first}}","b":"{{second}}"}""")
            .Build();
        var given = new ConcurrentDictionary<int, List<string>>();
        var service = new FakeService(request =>
        {
            List<string> own = given.GetOrAdd(request.Worker, _ => []);
            if (request.Path == "/orders")
            {
                own.Add(Guid.NewGuid().ToString());
                return Task.FromResult(Answer($$"""{"id":"{{own[^1]}}"}"""));
            }

            return Task.FromResult(Answer($$"""{"a":"{{own[^1]}}","b":"{{own[^2]}}"}"""));
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal((ReplayOutcome.FailDiverged, 2, "/a"), (summary.Outcome, summary.FirstDivergence!.Exchange, summary.FirstDivergence.Location));
        Assert.Contains(given.Values, own => own.Any(id => summary.FirstDivergence.Got == $"\"{id}\""));
    }

    [Fact]
    public async Task A_fresh_number_that_each_worker_is_shown_without_its_last_digit_is_a_difference_and_no_chance()
    {
        const string recorded = "2238094433012679633";
        Incident incident = new IncidentBuilder()
            .Exchange("/bookings", $$"""{"id":{{recorded}}}""", method: "POST", calls: [Call("http://ledger.test/entries", method: "POST", body: $$"""{"booking":{{recorded}}}""")])
            .Exchange($"/bookings/{recorded}", $$"""{"id":{{recorded}},"open":true}""")
            .Build();
        long next = 2238094433012700000;
        FakeService Showing(Func<long, long> shown) => new(async request =>
        {
            if (request.Path != "/bookings")
            {
                return Answer($$"""{"id":{{shown(long.Parse(request.Path["/bookings/".Length..], System.Globalization.CultureInfo.InvariantCulture))}},"open":true}""");
            }

            long id = Interlocked.Add(ref next, 1237);
            await request.CallAsync("http://ledger.test/entries", "POST", $$"""{"booking":{{id}}}""");
            return Answer($$"""{"id":{{id}}}""");
        });

        ReplaySummary whole = await Showing(id => id).ReplayAsync(incident);
        ReplaySummary cut = await Showing(id => id / 10).ReplayAsync(incident);
        long calls = 0;
        ReplaySummary sometimes = await Showing(id => Interlocked.Increment(ref calls) == 1 ? id / 10 : id).ReplayAsync(incident);

        Assert.True(whole.Outcome == ReplayOutcome.PassStrong, whole.ToText());
        Assert.Equal((ReplayOutcome.FailDiverged, 1, "/id"), (cut.Outcome, cut.FirstDivergence?.Exchange, cut.FirstDivergence?.Location));
        Assert.Equal(ReplayOutcome.FailNonDeterministic, sometimes.Outcome);
    }

    [Theory]
    [InlineData("admin", 3600, ReplayOutcome.FailDiverged)]
    [InlineData("clerk", 315_360_000, ReplayOutcome.FailDiverged)]
    [InlineData("clerk", 3600, ReplayOutcome.PassStrong)]
    public async Task A_token_of_its_own_for_each_worker_that_says_something_else_is_a_difference_at_its_place(string role, int lives, ReplayOutcome outcome)
    {
        string Token(string who, int life, string id) => JsonWebTokenTests.Token($$"""{"sub":"ada","role":"{{who}}","iat":1764000000,"exp":{{1764000000 + life}},"jti":"{{id}}"}""");
        Incident incident = new IncidentBuilder()
            .Exchange("/login", $$"""{"token":"{{Token("clerk", 3600, "a")}}"}""", method: "POST")
            .Exchange("/me", headers: HeaderMap.Of(("Authorization", $"Bearer {Token("clerk", 3600, "a")}")))
            .Build();
        var service = new FakeService(request => Task.FromResult(request.Path == "/login" ? Answer($$"""{"token":"{{Token(role, lives, $"{Guid.NewGuid()}")}}"}""") : Answer()));

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Equal(outcome == ReplayOutcome.PassStrong ? null : (0, "/token"), summary.FirstDivergence is { } first ? (first.Exchange, first.Location) : default((int, string)?));
    }

    private static Incident Accounts() => new IncidentBuilder()
        .Exchange("/account", $$"""{"account":"{{Account}}","limit":1}""")
        .Exchange("/seats", """{"seats":"1","rows":1}""", method: "POST", body: $$"""{"from":"{{Account}}"}""")
        .Build();

    private static FakeService Serving(Func<FakeRequest, string> account) => new(request =>
        Task.FromResult(Answer(request.Path == "/account" ? account(request) : """{"seats":"1","rows":1}""")));
}
