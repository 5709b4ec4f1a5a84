using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Verdicts;

/// <summary>Services whose replays fail for another reason than a regression, and one that has one.</summary>
public sealed class LikelyCauseTests
{
    private static readonly ReplayOptions OneUser = FakeService.AsFastAsPossible with { Runs = 3, Fanout = 1 };

    [Fact]
    public async Task An_id_that_counts_on_from_run_to_run_is_state()
    {
        int orders = 0;
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"number":1,"item":"tea"}""", method: "POST").Build();

        ReplaySummary summary = await Answering(() => (200, $$"""{"number":{{Interlocked.Increment(ref orders)}},"item":"tea"}""")).ReplayAsync(incident, OneUser);

        Assert.Equal(
            "state that the service keeps from one replay to the next: in exchange 1 (POST /orders) a number went up from 1 to 2, as an id that counts on does, from run 1 worker 1 to run 2 worker 1",
            summary.Cause?.ToString());
        Assert.Contains("\nLooks like:          state that the service keeps", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_counted_on_before_the_first_run_is_state_too()
    {
        int orders = 40;
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"number":"order-7"}""", method: "POST").Build();

        ReplaySummary summary = await Answering(() => (200, $$"""{"number":"order-{{Interlocked.Increment(ref orders)}}"}""")).ReplayAsync(incident, OneUser);

        Assert.Equal(CauseKind.State, summary.Cause?.Kind);
    }

    [Fact]
    public async Task Created_that_becomes_a_conflict_is_state()
    {
        int seen = 0;
        Incident incident = new IncidentBuilder().Exchange("/users", "{}", method: "POST", status: 201).Build();

        ReplaySummary summary = await Answering(() => Interlocked.Increment(ref seen) == 1 ? (201, "{}") : (409, "{}")).ReplayAsync(incident, OneUser);

        Assert.Equal(
            "state that the service keeps from one replay to the next: in exchange 1 (POST /users) 201 became 409 ({}), as when what it makes is there already",
            summary.Cause?.ToString());
    }

    [Fact]
    public async Task What_is_gone_from_the_second_run_on_is_state()
    {
        int seen = 0;
        Incident incident = new IncidentBuilder().Exchange("/orders/1", "{}", method: "DELETE").Build();

        ReplaySummary summary = await Answering(() => Interlocked.Increment(ref seen) == 1 ? (200, "{}") : (404, "{}")).ReplayAsync(incident, OneUser);

        Assert.True(summary.Cause is not null, summary.ToText());
        Assert.EndsWith("DELETE /orders/1 was answered 200 in run 1, as in the incident, and 404 in run 2", summary.Cause?.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_grows_is_state()
    {
        int orders = 0;
        Incident incident = new IncidentBuilder().Exchange("/orders", """[{"item":"tea"}]""").Build();

        ReplaySummary summary = await Answering(() => (200, $"[{string.Join(',', Enumerable.Repeat("""{"item":"tea"}""", Interlocked.Increment(ref orders)))}]")).ReplayAsync(incident, OneUser);

        Assert.Contains("a list has 2 elements in place of 1", summary.Cause?.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_new_each_time_is_noise()
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301"}""").Build();

        ReplaySummary summary = await Answering(() => (200, $$"""{"id":"{{Guid.NewGuid()}}"}""")).ReplayAsync(incident, OneUser);

        Assert.True(summary.Cause is not null, summary.ToText());
        Assert.Equal("noise: all that differs looks like values that are new each time", summary.Cause?.ToString());
    }

    [Fact]
    public async Task Being_asked_too_fast_is_pace()
    {
        Incident incident = new IncidentBuilder().Exchange("/orders").Build();

        ReplaySummary summary = await Answering(() => (429, "{}")).ReplayAsync(incident, OneUser);

        Assert.Equal("pace: GET /orders was refused (429), and requests came closer together than in the incident", summary.Cause?.ToString());
    }

    [Fact]
    public async Task A_missing_call_may_be_pace_where_pauses_were_left_out_and_is_not_where_they_were_kept()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/price", calls: [IncidentBuilder.Call("http://rates.test/usd")])
            .Exchange("/price", at: 1500, calls: [IncidentBuilder.Call("http://rates.test/usd")])
            .Build();

        ReplaySummary fast = await Answering(() => (200, "{}")).ReplayAsync(incident, OneUser);
        ReplaySummary paced = await Answering(() => (200, "{}")).ReplayAsync(incident, new ReplayOptions { Runs = 2 });

        Assert.Equal("pace: perhaps: a cache or a timer of the service goes by time, and this replay left the incident's pauses out", fast.Cause?.ToString());
        Assert.Null(paced.Cause);
    }

    [Theory]
    [InlineData(200, """{"total":12}""")]
    [InlineData(500, "{}")]
    public async Task A_regression_looks_like_none_of_them(int status, string answer)
    {
        Incident incident = new IncidentBuilder().Exchange("/total", """{"total":10}""").Build();

        ReplaySummary summary = await Answering(() => (status, answer)).ReplayAsync(incident, OneUser);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Null(summary.Cause);
    }

    [Theory]
    [InlineData("response body at /n: 5", "response body at /n: 6", "a number went up from 5 to 6, as an id that counts on does")]
    [InlineData("what was recorded", "response header Location differs: expected /orders/7, got /orders/8", "a number went up from 7 to 8, as an id that counts on does")]
    [InlineData("response body at /n: 5", "response body at /n: 5001", null)]
    [InlineData("response body at /n: 6", "response body at /n: 5", null)]
    [InlineData("response body at /n: 5", "response body at /m: 6", null)]
    [InlineData("response body at /a: true", "response body at /a: false", null)]
    [InlineData("what was recorded", "response body differs at : expected 3 elements: [1,2,3], got 2 elements: [1,2]", null)]
    [InlineData("response body at : 3 elements: [1,2,3]", "response body at : 4 elements: [1,2,3,4]", "a list grew from 3 to 4 elements")]
    public void Growth_is_told_from_chance_by_its_direction_and_by_how_little_it_is(string earlier, string later, string? growth)
    {
        Assert.Equal(growth, Growth.Between(earlier, later, most: 100));
    }

    private static FakeService Answering(Func<(int Status, string Body)> answer) => new(_ =>
    {
        (int status, string body) = answer();
        return Task.FromResult(FakeRequest.Answer(body, status));
    });
}
