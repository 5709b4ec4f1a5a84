using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using InfernoSim.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static InfernoSim.Tests.Replay.SpokenEvents;

namespace InfernoSim.Tests.LiveState;

/// <summary>Values that are given in one message of a WebSocket and said in another, or in a request. In texts, <c>(id)</c> stands for one.</summary>
public class SpokenValueTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Other = "7c1e9d04-3b5a-4f28-9e61-d0a8b2c4f713";
    private const string Holds = "http://stock.test/holds";

    private const string Cancels = """{"1":{"json":{"cancel":"(id)"}},"2":{"close":1000}}""";
    private const string Cancelled = """{"1":{"json":{"order":"(id)"}},"2":{"json":{"cancelled":"(id)"}},"3":{"close":1000}}""";

    private static readonly (double, int)[] InTurns = [(10, 1), (20, 1), (30, 2), (40, 2), (50, 3)];

    private static readonly ReplayOptions Options = FakeService.AsFastAsPossible with { MaxIdleTime = TimeSpan.FromSeconds(5) };

    private static int _last = 44;

    public static TheoryData<string, Func<string>> Ids => new()
    {
        { $"\"{Id}\"", () => $"\"{Guid.NewGuid()}\"" },
        { "17", () => $"{Interlocked.Increment(ref _last)}" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_id_that_the_service_gives_in_a_message_is_said_back_as_it_was_given(string recorded, Func<string> make)
    {
        const string Ask = """{"cancel":{"orderId":(id)}}""";
        const string Answer = """{"cancelled":{"orderId":(id)}}""";
        Incident incident = Talk(
            $$$"""{"1":{"json":{{{Ask}}}},"2":{"close":1000}}""",
            $$$"""{"1":{"json":{"orderId":(id)}},"2":{"json":{{{Answer}}}},"3":{"close":1000}}""",
            recorded,
            InTurns);

        ReplaySummary summary = await ReplayAsync(incident, async (socket, _) =>
        {
            string own = make();
            await WebSocketEcho.SayAsync(socket, $$"""{"orderId":{{own}}}""");
            string? asked = await WebSocketEcho.HearAsync(socket);
            await WebSocketEcho.SayAsync(socket, asked == With(Ask, own) ? With(Answer, own) : """{"unknown":true}""");
            await WebSocketEcho.LeaveAsync(socket);
        });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal((4L, 4L), (summary.LiveState.Chains[0].Workers, summary.LiveState.Chains[0].Requests));
    }

    [Theory]
    [InlineData(Other, "/2/json/cancelled")]
    [InlineData("00000000-0000-0000-0000-000000000000", "/1/json/order")]
    public async Task An_id_that_is_not_the_one_given_is_a_difference(string wrong, string location)
    {
        ReplaySummary summary = await ReplayAsync(Talk(Cancels, Cancelled, Id, InTurns), async (socket, _) =>
        {
            string own = wrong == Other ? Guid.NewGuid().ToString() : wrong;
            await WebSocketEcho.SayAsync(socket, $$"""{"order":"{{own}}"}""");
            await WebSocketEcho.HearAsync(socket);
            await WebSocketEcho.SayAsync(socket, $$"""{"cancelled":"{{wrong}}"}""");
            await WebSocketEcho.LeaveAsync(socket);
        });

        Assert.Equal((ReplayOutcome.FailDiverged, location), (summary.Outcome, summary.FirstDivergence?.Location));
    }

    [Fact]
    public async Task An_id_of_a_message_is_asked_for_while_the_connection_is_open()
    {
        var given = new ConcurrentDictionary<string, bool>();
        Incident incident = new IncidentBuilder()
            .Exchange(
                WebSocketEcho.Path,
                at: 0,
                took: 100,
                request: r => Asks(r, """{"1":{"text":"done"},"2":{"close":1000}}"""),
                response: r => Accepts(r, With("""{"1":{"json":{"order":"(id)"}},"2":{"close":1000}}""", Id), (10, 1), (60, 1), (65, 1), (70, 2)))
            .Exchange($"/orders/{Id}", at: 40, took: 10)
            .Build();

        ReplaySummary summary = await ReplayAsync(
            incident,
            async (socket, _) =>
            {
                string own = Guid.NewGuid().ToString();
                given[own] = true;
                await WebSocketEcho.SayAsync(socket, $$"""{"order":"{{own}}"}""");
                await WebSocketEcho.HearAsync(socket);
                await WebSocketEcho.LeaveAsync(socket);
            },
            map: app => app.MapGet("/orders/{id}", (string id) => given.TryRemove(id, out _) ? Results.Content("{}", "application/json") : Results.NotFound()));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Empty(given);
    }

    [Fact]
    public async Task An_id_of_a_response_that_came_while_the_connection_was_open_is_said_in_a_message()
    {
        var given = new ConcurrentDictionary<string, bool>();
        Incident incident = new IncidentBuilder()
            .Exchange(
                WebSocketEcho.Path,
                at: 0,
                took: 100,
                request: r => Asks(r, With("""{"1":{"json":{"watch":"(id)"}},"2":{"close":1000}}""", Id)),
                response: r => Accepts(r, """{"1":{"json":{"watched":true}},"2":{"close":1000}}""", (60, 0), (65, 1), (70, 1), (75, 2)))
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", at: 40, took: 10, method: "POST")
            .Build();

        ReplaySummary summary = await ReplayAsync(
            incident,
            async (socket, _) =>
            {
                string? asked = await WebSocketEcho.HearAsync(socket);
                bool isKnown = given.Keys.Any(id => asked == $$"""{"watch":"{{id}}"}""");
                await WebSocketEcho.SayAsync(socket, isKnown ? """{"watched":true}""" : """{"watched":false}""");
                await WebSocketEcho.LeaveAsync(socket);
            },
            map: app => app.MapPost("/orders", () =>
            {
                string id = Guid.NewGuid().ToString();
                given[id] = true;
                return Results.Content($$"""{"id":"{{id}}"}""", "application/json");
            }));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_id_that_is_said_and_called_is_known_whichever_is_there_first(bool callsFirst)
    {
        IDependencyResponder? responder = null;
        Incident incident = new IncidentBuilder()
            .Exchange(
                WebSocketEcho.Path,
                at: 0,
                took: 100,
                calls: [IncidentBuilder.Call(Holds, at: 20, took: 5, method: "POST", body: $$"""{"of":"{{Id}}"}""")],
                request: r => Asks(r, With(Cancels, Id)),
                response: r => Accepts(r, With("""{"1":{"json":{"order":"(id)"}},"2":{"json":{"held":true}},"3":{"close":1000}}""", Id), (10, 1), (30, 2), (40, 2), (50, 2), (60, 3)))
            .Build();

        ReplaySummary summary = await ReplayAsync(
            incident,
            async (socket, context) =>
            {
                string own = Guid.NewGuid().ToString();
                bool isHeld = callsFirst && await HoldAsync(context, own);
                await WebSocketEcho.SayAsync(socket, $$"""{"order":"{{own}}"}""");
                isHeld = isHeld || await HoldAsync(context, own);
                await WebSocketEcho.SayAsync(socket, isHeld ? """{"held":true}""" : """{"held":false}""");
                await WebSocketEcho.HearAsync(socket);
                await WebSocketEcho.LeaveAsync(socket);
            },
            use: it => responder = it);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());

        async Task<bool> HoldAsync(HttpContext context, string id) => (await responder!.AnswerAsync(
            FakeRequest.RequestOf(Holds, "POST", $$"""{"of":"{{id}}"}""", context.Request.Headers["X-Inferno-TraceID"].ToString()), context.RequestAborted)).Status == 200;
    }

    [Fact]
    public async Task A_time_that_was_now_is_another_now_and_is_said_back_as_that()
    {
        const string Made = "1970-01-01T00:00:00.0101234Z";
        Incident incident = Talk(
            """{"1":{"json":{"since":"(id)"}},"2":{"close":1000}}""",
            """{"1":{"json":{"at":"(id)"}},"2":{"json":{"last":"(id)"}},"3":{"close":1000}}""",
            Made,
            InTurns);

        ReplaySummary summary = await ReplayAsync(incident, async (socket, _) =>
        {
            string now = $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture)}1234Z";
            await WebSocketEcho.SayAsync(socket, $$"""{"at":"{{now}}"}""");
            string? asked = await WebSocketEcho.HearAsync(socket);
            await WebSocketEcho.SayAsync(socket, asked == $$"""{"since":"{{now}}"}""" ? $$"""{"last":"{{now}}"}""" : """{"last":"never"}""");
            await WebSocketEcho.LeaveAsync(socket);
        });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(8, summary.LiveState.Moments);
    }

    [Fact]
    public void A_value_is_carried_from_message_to_message()
    {
        LiveChain chain = Assert.Single(LiveChains.Find(Talk("""{"1":{"json":{"cancel":"(id)"}}}""", """{"1":{"json":{"order":"(id)"}}}""", Id, (10, 1), (20, 1))).All);

        Assert.Equal(("exchange 1, response, body /1/json/order", "exchange 1, request, body /1/json/cancel"), (ChainText.Source(chain), ChainText.End(Assert.Single(chain.Sinks))));
    }

    [Theory]
    [InlineData("""{"1":{"json":{"watch":"(id)"}}}""", """{"1":{"json":{"order":"(id)"}}}""", Id)]
    [InlineData("""{"1":{"json":{"watch":{"orderId":(id)}}}}""", """{"1":{"json":{"orderId":(id)}}}""", "17")]
    public void A_value_that_the_client_said_first_is_the_clients_though_no_time_lay_between(string sent, string came, string id) =>
        Assert.Empty(LiveChains.Find(Talk(sent, came, id, (10, 0), (10, 1))).All);

    [Fact]
    public void A_short_id_that_nobody_says_back_may_have_been_there_before() =>
        Assert.Empty(LiveChains.Find(Talk("""{"1":{"json":{"watch":"all"}}}""", """{"1":{"json":{"orderId":(id)}}}""", "17", (10, 0), (20, 1))).All);

    [Fact]
    public void A_value_that_a_dependency_says_first_is_the_dependencys()
    {
        IncidentEvent call = Spoken(
            IncidentBuilder.Call("http://prices.test/quotes", at: 1, took: 40),
            With("""{"1":{"text":"quote"},"2":{"json":{"accept":"(id)"}},"3":{"json":{"confirm":"(id)"}}}""", Id),
            With("""{"1":{"json":{"quote":"(id)"}}}""", Id),
            (1, 0),
            (2, 1),
            (3, 1),
            (4, 1));

        Assert.Empty(LiveChains.Find(new IncidentBuilder().Exchange("/orders", took: 50, calls: [call]).Build()).All);
    }

    [Theory]
    [InlineData("id", Id)]
    [InlineData("orderId", "17")]
    public void An_id_that_is_pushed_before_the_response_that_gives_it_is_the_responses(string name, string id)
    {
        string shown = id == Id ? $"\"{id}\"" : id;
        Incident incident = new IncidentBuilder()
            .Exchange(WebSocketEcho.Path, at: 0, took: 100, request: r => Asks(r, "{}"), response: r => Accepts(r, With("""{"1":{"json":{(id)}}}""", $"\"{name}\":{shown}"), (45, 1)))
            .Exchange("/orders", $$"""{"{{name}}":{{shown}}}""", at: 40, took: 10, method: "POST")
            .Exchange($"/orders/{id}", at: 70, took: 10)
            .Build();

        LiveChain chain = Assert.Single(LiveChains.Find(incident).All);

        Assert.Equal($"exchange 2, response, body /{name}", ChainText.Source(chain));
    }

    [Fact]
    public void An_id_that_is_pushed_before_the_request_that_makes_it_calls_with_it_is_the_calls()
    {
        Incident incident = new IncidentBuilder()
            .Exchange(WebSocketEcho.Path, at: 0, took: 100, request: r => Asks(r, "{}"), response: r => Accepts(r, With("""{"1":{"json":{"order":"(id)"}}}""", Id), (45, 1)))
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", at: 40, took: 10, method: "POST", calls: [IncidentBuilder.Call(Holds, at: 7, method: "POST", body: $$"""{"of":"{{Id}}"}""")])
            .Build();

        var chains = LiveChains.Find(incident);

        Assert.Equal("exchange 2, made for dependency call 1, body /of", ChainText.Source(Assert.Single(chains.All)));
        Assert.Equal("/1/json/order", Assert.Single(chains.SaidIn(0)).Place.Name);
    }

    [Theory]
    [InlineData("\"" + Id + "\"")]
    [InlineData("17")]
    public void What_is_told_to_all_may_be_told_to_another_first(string id)
    {
        Incident incident = new IncidentBuilder()
            .Exchange(WebSocketEcho.Path, at: 0, took: 100, request: r => Asks(r, "{}"), response: r => Accepts(r, With("""{"1":{"json":{"orderId":(id)}}}""", id), (45, 1)))
            .Exchange(
                WebSocketEcho.Path,
                at: 5,
                took: 100,
                request: r => Asks(r, With("""{"1":{"json":{"seen":{"orderId":(id)}}}}""", id)),
                response: r => Accepts(r, With("""{"1":{"text":"welcome"},"2":{"json":{"orderId":(id)}}}""", id), (1, 1), (46, 2), (50, 2)))
            .Build();

        var chains = LiveChains.Find(incident);

        Assert.Equal("exchange 1, response, body /1/json/orderId", ChainText.Source(Assert.Single(chains.All)));
        Assert.Equal("/2/json/orderId", Assert.Single(chains.SaidIn(1)).Place.Name);
    }

    [Fact]
    public async Task A_dependency_says_back_what_it_was_given_before_all_is_said()
    {
        IncidentEvent call = Spoken(
            IncidentBuilder.Call(Holds, at: 1, took: 5),
            With("""{"1":{"json":{"order":"(id)"}},"2":{"close":1000}}""", Id),
            With("""{"1":{"json":{"order":"(id)","held":true}}}""", Id),
            (1, 0),
            (2, 1),
            (3, 1));
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/orders", $$"""{"id":"{{Id}}"}""", method: "POST", calls: [call]).Build());
        DependencyRequest head = bench.HandshakeOf(bench.Open(0, 0), Holds);
        var asked = new SpokenMessage(MessageKind.Text, Encoding.UTF8.GetBytes($$"""{"order":"{{Other}}"}"""));
        var left = new SpokenMessage(MessageKind.Close, ReadOnlyMemory<byte>.Empty, 1000);

        SpokenMessage said = Assert.Single(bench.ConversationsOf(head)).Say(0, [asked]);
        DependencyAnswer answer = await bench.AnswerAsync(head with { Body = SpokenDocument.Of([asked, left]) });

        Assert.Equal($$"""{"order":"{{Other}}","held":true}""", Encoding.UTF8.GetString(said.Content.Span));
        Assert.Equal((101, With("""{"1":{"json":{"order":"(id)","held":true}}}""", Other)), (answer.Status, LedgerBench.Text(answer)));
    }

    private static string With(string text, string id) => text.Replace("(id)", id, StringComparison.Ordinal);

    private static Incident Talk(string sent, string came, string id, params (double Milliseconds, int Came)[] messages) => new IncidentBuilder()
        .Exchange(WebSocketEcho.Path, took: 100, request: r => Asks(r, With(sent, id)), response: r => Accepts(r, With(came, id), messages))
        .Build();

    private static async Task<ReplaySummary> ReplayAsync(
        Incident incident, Func<WebSocket, HttpContext, Task> answer, Action<WebApplication>? map = null, Action<IDependencyResponder>? use = null)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app =>
        {
            WebSocketEcho.Map(app, answer);
            map?.Invoke(app);
        });
        var engine = new ReplayEngine(ReplayPlan.Create(incident, Options), new HttpServiceUnderTest(service.Address));
        use?.Invoke(engine.Responder);
        return Verdict.Judge(await engine.RunAsync().WaitAsync(Patience.Limit));
    }
}
