using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>A double click: equal requests at once, of which either may win.</summary>
public class EqualRequestTests
{
    private const string Charge = "http://pay.test/charge";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_may_win_with_the_calls_of_the_winner(bool firstWins)
    {
        ReplaySummary summary = await Service(firstWins, loser: 409).ReplayAsync(DoubleClick());

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Contains(summary.NotTested, item => !item.WeakensVerdict && item.What.Contains("2 equal requests that overlapped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_wins_makes_no_difference_to_the_fingerprint()
    {
        ReplaySummary first = await Service(firstWins: true, loser: 409).ReplayAsync(DoubleClick());
        ReplaySummary second = await Service(firstWins: false, loser: 409).ReplayAsync(DoubleClick());

        Assert.NotNull(first.Fingerprint);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    [Fact]
    public async Task That_both_win_is_a_divergence()
    {
        ReplaySummary summary = await Service(firstWins: true, loser: 201).ReplayAsync(DoubleClick());

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.ResponseStatus, "409", "201"), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Expected, summary.FirstDivergence.Got));
    }

    [Fact]
    public async Task Equal_requests_one_after_the_other_keep_their_order()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", answer: "1", method: "POST", at: 0, took: 10, status: 201)
            .Exchange("/orders", answer: "2", method: "POST", at: 20, took: 10, status: 409)
            .Build();
        int[] seen = new int[2];
        var service = new FakeService(request => Task.FromResult(Interlocked.Increment(ref seen[request.Worker]) % 2 == 1 ? Answer("2", 409) : Answer("1", 201)));

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal((ReplayOutcome.FailDiverged, DivergenceKind.ResponseStatus), (summary.Outcome, summary.FirstDivergence?.Kind));
    }

    [Fact]
    public async Task Users_who_ask_the_same_at_once_do_not_race()
    {
        var builder = new IncidentBuilder();
        foreach (string user in (string[])["ada", "bob"])
        {
            builder.Exchange("/me", answer: $$"""{"user":"{{user}}"}""", at: user == "ada" ? 0 : 1, took: 10, headers: HeaderMap.Of(("Authorization", $"Bearer [REDACTED:{(user == "ada" ? "aaaa" : "bbbb")}]")));
        }

        ReplaySummary summary = await new FakeService(_ => Task.FromResult(Answer("""{"user":"ada"}"""))).ReplayAsync(builder.Build());

        Assert.DoesNotContain(summary.NotTested, item => item.What.Contains("equal requests", StringComparison.Ordinal));
    }

    [Fact]
    public void Visitors_who_each_overlap_only_the_next_are_not_one_race()
    {
        var builder = new IncidentBuilder();
        for (int visitor = 0; visitor < 4; visitor++)
        {
            builder.Exchange("/ticket", answer: $$"""{"n":{{visitor}}}""", at: visitor * 10, took: 15);
        }

        var plan = ReplayPlan.Create(builder.Build(), FakeService.AsFastAsPossible);

        Assert.Equal([2, 2, 2, 2], plan.Exchanges.Select(exchange => exchange.Race!.Members.Count));
    }

    [Fact]
    public async Task What_a_racing_answer_gives_is_known_before_the_request_that_needs_it()
    {
        const string Recorded = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", answer: $$"""{"order":"{{Recorded}}"}""", method: "POST", at: 0, took: 10, status: 201)
            .Exchange("/orders", answer: """{"error":"exists"}""", method: "POST", at: 5, took: 30, status: 409)
            .Exchange($"/orders/{Recorded}", answer: "{}", at: 20, took: 5)
            .Build();
        var orders = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var pairs = new System.Collections.Concurrent.ConcurrentDictionary<int, Pair>();
        var service = new FakeService(async request =>
        {
            if (request.Path != "/orders")
            {
                return Answer(status: orders.ContainsKey(request.Path["/orders/".Length..]) ? 200 : 404);
            }

            // The first one loses, and is answered first.
            (bool isFirst, Task both) = pairs.GetOrAdd(request.Worker, _ => new Pair()).Enter();
            await both.WaitAsync(Patience.Limit);
            if (isFirst)
            {
                return Answer("""{"error":"exists"}""", 409);
            }

            string order = Guid.NewGuid().ToString();
            orders[order] = 1;
            await Task.Yield();
            return Answer($$"""{"order":"{{order}}"}""", 201);
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    // Both requests are in before either is answered, so that it is this service, and not chance, that decides who wins.
    private static FakeService Service(bool firstWins, int loser)
    {
        var pairs = new System.Collections.Concurrent.ConcurrentDictionary<int, Pair>();
        return new FakeService(async request =>
        {
            Pair pair = pairs.GetOrAdd(request.Worker, _ => new Pair());
            (bool isFirst, Task both) = pair.Enter();
            await both.WaitAsync(Patience.Limit);
            if (isFirst != firstWins)
            {
                return Answer(loser == 201 ? """{"order":1}""" : """{"error":"exists"}""", loser);
            }

            await request.CallAsync(Charge);
            return Answer("""{"order":1}""", 201);
        });
    }

    private static Incident DoubleClick() => new IncidentBuilder()
        .Exchange("/orders", answer: """{"order":1}""", method: "POST", at: 0, took: 30, status: 201, calls: [Call(Charge)])
        .Exchange("/orders", answer: """{"error":"exists"}""", method: "POST", at: 5, took: 10, status: 409)
        .Build();

    private sealed class Pair
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource? _both;

        public (bool IsFirst, Task Both) Enter()
        {
            lock (_lock)
            {
                if (_both is { } waiting)
                {
                    _both = null;
                    waiting.SetResult();
                    return (false, Task.CompletedTask);
                }

                _both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return (true, _both.Task);
            }
        }
    }
}
