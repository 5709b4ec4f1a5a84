using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.VirtualTime;

namespace InfernoSim.Tests.VirtualTime;

public class LogicalRanksTests
{
    [Fact]
    public void A_response_follows_its_request()
    {
        Assert.Equal([(1, 2)], Ends(new IncidentBuilder().Exchange("/a")));
    }

    [Fact]
    public void A_request_follows_the_responses_that_had_ended()
    {
        Assert.Equal([(1, 2), (3, 4), (5, 6)], Ends(new IncidentBuilder().Exchange("/a").Exchange("/b").Exchange("/c")));
    }

    [Fact]
    public void Requests_that_overlapped_share_their_ranks()
    {
        Assert.Equal([(1, 2), (1, 2), (3, 4)], Ends(new IncidentBuilder().Exchange("/a", at: 0, took: 10).Exchange("/b", at: 5, took: 10).Exchange("/c", at: 20)));
    }

    [Fact]
    public void A_request_follows_the_longest_chain_that_had_ended_and_not_what_still_went_on()
    {
        IncidentBuilder incident = new IncidentBuilder()
            .Exchange("/a", at: 0, took: 10, calls: [Call(1, 2), Call(4, 2)])
            .Exchange("/b", at: 1, took: 4)
            .Exchange("/c", at: 2, took: 50)
            .Exchange("/d", at: 20);

        Assert.Equal([(1, 6), (1, 2), (1, 2), (7, 8)], Ends(incident));
    }

    [Fact]
    public void A_sequential_call_ranks_after_the_answer_that_caused_it()
    {
        LogicalRanks ranks = RanksOf(Call(1, 2), Call(4, 2), Call(7, 2));

        Assert.Equal([2, 4, 6], ranks.Arrived);
        Assert.Equal(8, ranks.Received);
    }

    [Fact]
    public void Concurrent_calls_share_their_ranks_and_what_follows_them_all_ranks_after()
    {
        LogicalRanks ranks = RanksOf(Call(1, 4), Call(2, 4), Call(3, 4), Call(8, 1));

        Assert.Equal([2, 2, 2, 4], ranks.Arrived);
    }

    [Fact]
    public void A_call_that_had_not_ended_when_the_response_was_sent_did_not_cause_it()
    {
        LogicalRanks ranks = RanksOf(Call(1, 2), Call(4, 20));

        Assert.Equal([2, 4], ranks.Arrived);
        Assert.Equal(4, ranks.Received);
    }

    [Fact]
    public void Concurrent_calls_have_the_same_events_whichever_comes_first()
    {
        PlannedExchange exchange = Plan(new IncidentBuilder().Exchange("/a", calls: [Call(1, 4), Call(2, 4)]))[0];

        Assert.Equal(Events(exchange, 0, 1), Events(exchange, 1, 0));
        Assert.Equal([1, 2, 2, 3, 3, 4], Events(exchange, 0, 1).Select(e => e.Rank));
    }

    [Fact]
    public void Attempts_of_one_call_are_told_apart_and_share_its_rank()
    {
        PlannedExchange exchange = Plan(new IncidentBuilder().Exchange("/a", calls: [Call(1, 4)]))[0];

        LogicalEvent[] calls = [.. Events(exchange, 0, 0).Where(e => e.Kind == LogicalEventKind.CallArrived)];

        Assert.Equal([(2, 0), (2, 1)], calls.Select(e => (e.Rank, e.Attempt)));
    }

    private static LogicalEvent[] Events(PlannedExchange exchange, params int[] order)
    {
        var log = new EventLog(clock: null, runStart: 0);
        log.Add(LogicalEventKind.RequestSent);
        foreach (int call in order)
        {
            log.Add(LogicalEventKind.CallArrived, call);
        }

        foreach (int call in order)
        {
            log.Add(LogicalEventKind.CallAnswered, call);
        }

        log.Add(LogicalEventKind.ResponseReceived);
        return log.InCausalOrder(exchange);
    }

    private static LogicalRanks RanksOf(params IncidentEvent[] calls) => Plan(new IncidentBuilder().Exchange("/a", calls: calls))[0].Ranks;

    private static IEnumerable<(int Sent, int Received)> Ends(IncidentBuilder incident) => Plan(incident).Select(exchange => (exchange.Ranks.Sent, exchange.Ranks.Received));

    private static PlannedExchange[] Plan(IncidentBuilder incident) => ReplayPlan.Create(incident.Build(), new ReplayOptions()).Exchanges;

    private static IncidentEvent Call(double at, double took) => IncidentBuilder.Call("http://stock.test/", at: at, took: took);
}
