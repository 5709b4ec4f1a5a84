using InfernoSim.Calls;
using InfernoSim.Configuration;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Planning;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>Calls that a rule takes out of the comparison.</summary>
public class IgnoredCallTests
{
    private const string Poll = "http://config.test/flags";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_poller_may_call_as_often_as_it_likes(int calls)
    {
        var bench = new LedgerBench(Polled(), Ignoring("calls to config.test"));
        ExchangeScope scope = bench.Open(0, 0);

        var answers = new List<string>();
        for (int i = 0; i < calls; i++)
        {
            answers.Add(await bench.AskAsync(i % 2 == 0 ? scope : null, Poll));
        }

        string order = await bench.AskAsync(scope, "http://orders.test/1");
        bench.Finish(scope);

        Assert.Equal(new[] { "first", "second", "third", "third", "third", "third", "third" }.Take(calls), answers);
        Assert.Equal("order", order);
        Assert.Empty(bench.Divergences);
        Assert.Equal(0, bench.Matching.Unmatched);
        Assert.Empty(bench.Run.Unattributed.Missing());
        Assert.Equal(calls, bench.Recorder.Noise.Ignored(0));
    }

    [Fact]
    public async Task Without_the_rule_the_same_calls_are_missed_and_one_too_many()
    {
        var bench = new LedgerBench(Polled());
        ExchangeScope scope = bench.Open(0, 0);

        await bench.AskAsync(scope, "http://orders.test/1");
        bench.Finish(scope);

        Assert.NotEmpty(bench.Divergences);
        Assert.NotEmpty(bench.Run.Unattributed.Missing());
    }

    [Theory]
    [InlineData("http://config.test/flags?since=17", "first")]
    [InlineData("http://config.test/other", "502")]
    public async Task A_call_that_no_recorded_one_equals_is_answered_from_the_same_path_or_refused(string url, string answer)
    {
        var bench = new LedgerBench(Polled(), Ignoring("calls: config.test"));

        Assert.Equal(answer, await bench.AskAsync(null, url));
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_rule_for_a_route_leaves_the_other_calls_to_the_dependency_compared()
    {
        var bench = new LedgerBench(Polled(), Ignoring("calls to config.test; route: POST /flags"));
        ExchangeScope scope = bench.Open(0, 0);

        await bench.AskAsync(scope, "http://orders.test/1");
        bench.Finish(scope);

        Assert.NotEmpty(bench.Divergences);
    }

    [Fact]
    public async Task A_poller_is_answered_between_runs_too()
    {
        var engine = new InfernoSim.Replay.ReplayEngine(ReplayPlan.Create(Polled(), Ignoring("calls to config.test")), new FakeService(_ => Task.FromResult(FakeRequest.Answer())));

        Assert.Equal("first", LedgerBench.Text(await engine.Responder.AnswerAsync(FakeRequest.RequestOf(Poll), default)));
    }

    [Theory]
    [InlineData("ignore: calls to config.test", "calls: config.test")]
    [InlineData("ignore:\n  - calls to config.test", "calls: config.test")]
    [InlineData("ignore:\n  - calls to config.test:81; route: GET /flags", "calls: config.test:81; route: GET /flags")]
    [InlineData("ignore:\n  - calls: config.test\n    route: GET /flags", "calls: config.test; route: GET /flags")]
    public void The_rule_is_written_in_the_file_in_either_form(string yaml, string rule)
    {
        ReplayFile file = ReplayFileReader.Read("replay.yaml", yaml, _ => null);

        Assert.Equal(rule, Assert.Single(file.Ignore).ToString());
    }

    private static ReplayOptions Ignoring(string rule) => FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse(rule)] };

    private static Incident Polled() => new IncidentBuilder()
        .Exchange("/a", calls: [Call(Poll, "first", at: 1), Call("http://orders.test/1", "order", at: 2)])
        .Unattributed(Call(Poll, "second", at: 50), Call(Poll, "third", at: 60))
        .Build();
}
