using System.Collections.Concurrent;
using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Load;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static InfernoSim.Tests.Replay.SpokenEvents;

namespace InfernoSim.Tests.Load;

/// <summary>Many workers that speak by WebSocket at once, and ask meanwhile for what was said.</summary>
public class WebSocketLoadTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Quotes = "http://prices.test/quotes";
    private const string Asked = """{"1":{"text":"quote"},"2":{"close":1000}}""";

    [Fact]
    public async Task A_paced_replay_of_many_workers_says_to_each_what_is_its_own()
    {
        await using LoopbackHost service = await StartAsync();
        var engine = new ReplayEngine(ReplayPlan.Create(Orders(), new ReplayOptions { Runs = 2, Fanout = 20, TimeScale = 1, MinGap = TimeSpan.Zero }), new HttpServiceUnderTest(service.Address));

        ReplaySummary summary = Verdict.Judge(await engine.RunAsync().WaitAsync(Patience.Limit));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal((40L, 40L), (summary.LiveState.Chains[0].Workers, summary.LiveState.Chains[0].Requests / 2));
    }

    [Fact]
    public async Task Sessions_under_load_keep_the_order_of_messages_and_requests()
    {
        await using LoopbackHost service = await StartAsync();
        using var engine = new LoadEngine(ReplayPlan.Create(Orders(), FakeService.AsFastAsPossible), new HttpServiceUnderTest(service.Address));

        LoadResult result = await engine.ApplyAsync(new LoadShape { Workers = 8, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(0.5), Drain = Patience.Limit }).WaitAsync(Patience.Limit);

        Assert.Equal(ArrivalUnit.Session, engine.Unit);
        Assert.Equal((0, 0), (result.Errors, result.Missed));
        Assert.InRange(result.Requests, 8, int.MaxValue);
    }

    [Fact]
    public void An_exchange_takes_its_calls_anew_when_the_number_of_its_worker_is_anothers()
    {
        IncidentEvent call = Spoken(IncidentBuilder.Call(Quotes, at: 1, took: 5), Asked, """{"1":{"text":"101"}}""", (1, 0), (2, 1), (3, 1));
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/prices", calls: [call]).Build());

        Assert.Equal([true, false], TakeTwice());
        Assert.Equal([true, false], TakeTwice());

        IEnumerable<bool> TakeTwice()
        {
            ExchangeScope scope = bench.Open(0, 0);
            DependencyRequest head = bench.HandshakeOf(scope, Quotes);
            bool[] taken = [Assert.Single(bench.ConversationsOf(head)).TryBegin(), Assert.Single(bench.ConversationsOf(head)).TryBegin()];
            bench.Run.Close(scope);
            return taken;
        }
    }

    [Fact]
    public void Exchanges_of_which_one_is_a_WebSocket_are_not_independent()
    {
        Incident incident = new IncidentBuilder()
            .Exchange(WebSocketEcho.Path, request: r => Asks(r, """{"1":{"text":"sell all"}}"""), response: r => Accepts(r, """{"1":{"text":"sold"}}""", (1, 0), (2, 1)))
            .Exchange("/stock")
            .Build();

        Assert.Equal(ArrivalUnit.Session, ArrivalUnits.Resolve(ArrivalUnit.Auto, ReplayPlan.Create(incident, FakeService.AsFastAsPossible)));
    }

    // An order is given out over the WebSocket, asked for by a request, and then said back.
    private static Incident Orders() => new IncidentBuilder()
        .Exchange(
            WebSocketEcho.Path,
            at: 0,
            took: 100,
            request: r => Asks(r, $$$"""{"1":{"json":{"cancel":"{{{Id}}}"}},"2":{"close":1000}}"""),
            response: r => Accepts(r, $$$"""{"1":{"json":{"order":"{{{Id}}}"}},"2":{"json":{"cancelled":true}},"3":{"close":1000}}""", (10, 1), (60, 1), (65, 2), (70, 2), (80, 3)))
        .Exchange($"/orders/{Id}", at: 30, took: 10)
        .Build();

    // An order is cancelled only by who was given it, and after it was asked for.
    private static Task<LoopbackHost> StartAsync()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        return LoopbackHost.StartAsync(app =>
        {
            WebSocketEcho.Map(app, async (socket, _) =>
            {
                string own = Guid.NewGuid().ToString();
                seen[own] = false;
                await WebSocketEcho.SayAsync(socket, $$"""{"order":"{{own}}"}""");
                string? asked = await WebSocketEcho.HearAsync(socket);
                bool isRight = asked == $$"""{"cancel":"{{own}}"}""" && seen[own];
                await WebSocketEcho.SayAsync(socket, isRight ? """{"cancelled":true}""" : """{"cancelled":false}""");
                await WebSocketEcho.LeaveAsync(socket);
            });
            app.MapGet("/orders/{id}", (string id) => seen.TryUpdate(id, true, false) ? Results.Content("{}", "application/json") : Results.NotFound());
        });
    }
}
