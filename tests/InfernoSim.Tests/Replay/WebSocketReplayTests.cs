using System.Collections.Concurrent;
using System.Net.WebSockets;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static InfernoSim.Tests.Replay.SpokenEvents;

namespace InfernoSim.Tests.Replay;

/// <summary>WebSockets of Kestrel, spoken to again as they were in an incident.</summary>
public class WebSocketReplayTests
{
    private const string Sent = """{"1":{"json":{"op":"join"}},"2":{"text":"plain"},"3":{"close":1000,"reason":"done"}}""";
    private const string Came = """{"1":{"json":{"type":"welcome"}},"2":{"json":{"echo":"13"}},"3":{"json":{"echo":"5"}},"4":{"close":1000,"reason":"bye"}}""";

    private static readonly ReplayOptions Options = FakeService.AsFastAsPossible with { MaxIdleTime = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task A_service_that_says_the_same_passes()
    {
        ReplaySummary summary = await ReplayAsync(Conversation(), (socket, _) => WebSocketEcho.AnswerAsync(socket));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Contains("4 of 4 responses", summary.ToText(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Func<WebSocket, Task>> Changed => new()
    {
        { "/2/json/echo", "another", socket => WebSocketEcho.AnswerAsync(socket, text => text == "plain" ? """{"echo":"5"}""" : """{"echo":"another"}""") },
        { "/3/json", "absent", socket => WebSocketEcho.AnswerAsync(socket, text => text == "plain" ? "five" : """{"echo":"13"}""") },
        { "/2/json/more", "1", socket => WebSocketEcho.AnswerAsync(socket, text => text == "plain" ? """{"echo":"5"}""" : """{"echo":"13","more":1}""") },
        { "/4/close", "1006", TalkAsync },
        { "/4/close", "4001", async socket =>
            {
                await TalkAsync(socket);
                await socket.CloseAsync((WebSocketCloseStatus)4001, "bye", default);
            }
        },
        { "/4/close", "absent", async socket =>
            {
                await TalkAsync(socket);
                await WebSocketEcho.SayAsync(socket, """{"extra":true}""");
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task What_differs_is_found_by_the_number_of_the_message_and_the_place_in_it(string location, string got, Func<WebSocket, Task> answer)
    {
        ReplaySummary summary = await ReplayAsync(Conversation(), (socket, _) => answer(socket));

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Divergence first = summary.FirstDivergence!;
        Assert.Equal(DivergenceKind.ResponseBody, first.Kind);
        Assert.StartsWith(location, first.Location, StringComparison.Ordinal);
        Assert.Contains(got, first.Got + first.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_say_what_is_waited_for_has_stalled_at_that_message()
    {
        ReplaySummary summary = await ReplayAsync(Conversation(), async (socket, _) =>
        {
            await WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome);
            await WebSocketEcho.HearAsync(socket);
            await WebSocketEcho.HearAsync(socket);
        });

        Assert.Equal(ReplayOutcome.FailStalled, summary.Outcome);
        Assert.Contains("message 2 of the service was awaited", summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json: $.*.json.echo", ReplayOutcome.PassStrong)]
    [InlineData("json: $['3'].json.echo", ReplayOutcome.FailDiverged)]
    public async Task A_rule_names_places_in_messages(string rule, ReplayOutcome outcome)
    {
        ReplaySummary summary = await ReplayAsync(
            Conversation(), (socket, _) => WebSocketEcho.AnswerAsync(socket, text => text == "plain" ? """{"echo":"5"}""" : """{"echo":"another"}"""), Options with { Ignore = [NoiseRule.Parse(rule)] });

        Assert.Equal(outcome, summary.Outcome);
    }

    [Fact]
    public async Task Binary_messages_are_sent_and_compared_byte_for_byte()
    {
        Incident incident = Conversation("""{"1":{"binary":"AAEC"},"2":{"close":1005}}""", """{"1":{"binary":"AgEA"},"2":{"close":1000}}""", [0, 1, 1, 2]);
        byte[] said = [2, 1, 0];

        ReplaySummary same = await ReplayAsync(incident, Answer);
        said[0] = 3;
        ReplaySummary changed = await ReplayAsync(incident, Answer);

        Assert.True(same.Outcome == ReplayOutcome.PassStrong, same.ToText());
        Assert.Equal("/1/binary", changed.FirstDivergence!.Location);

        async Task Answer(WebSocket socket, HttpContext context)
        {
            byte[] heard = new byte[10];
            WebSocketReceiveResult received = await socket.ReceiveAsync(heard, default);
            Assert.Equal((3, WebSocketMessageType.Binary), (received.Count, received.MessageType));
            await socket.SendAsync(said, WebSocketMessageType.Binary, true, default);
            received = await socket.ReceiveAsync(heard, default);
            await socket.CloseOutputAsync(received.CloseStatus!.Value, null, default);
        }
    }

    [Fact]
    public async Task A_client_that_left_without_a_close_leaves_again_once_all_has_come()
    {
        Incident incident = Conversation("""{"1":{"close":1006}}""", """{"1":{"json":{"type":"welcome"}}}""", [1, 1]);

        ReplaySummary summary = await ReplayAsync(incident, (socket, _) => WebSocketEcho.AnswerAsync(socket));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task A_service_that_left_without_a_close_has_to_leave_again()
    {
        Incident incident = Conversation("{}", """{"1":{"json":{"type":"welcome"}},"2":{"close":1006}}""", [1, 2]);

        ReplaySummary same = await ReplayAsync(incident, (socket, _) => WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome));
        ReplaySummary closes = await ReplayAsync(incident, async (socket, _) =>
        {
            await WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });

        Assert.True(same.Outcome == ReplayOutcome.PassStrong, same.ToText());
        Assert.Equal(("/2/close", "1006", "1000"), (closes.FirstDivergence!.Location, closes.FirstDivergence.Expected, closes.FirstDivergence.Got));
    }

    [Fact]
    public async Task Requests_and_messages_keep_the_order_in_which_one_may_have_caused_the_other()
    {
        var seen = new ConcurrentQueue<string>();
        using var first = new SemaphoreSlim(0);
        Incident incident = new IncidentBuilder()
            .Exchange(
                WebSocketEcho.Path,
                at: 0,
                took: 100,
                request: r => Asks(r, """{"1":{"text":"first"},"2":{"text":"second"},"3":{"close":1000}}"""),
                response: r => Accepts(r, """{"1":{"text":"both"},"2":{"close":1000}}""", (10, 0), (60, 0), (65, 1), (70, 1), (80, 2)))
            .Exchange("/between", at: 40, took: 10)
            .Build();

        ReplaySummary summary = await ReplayAsync(
            incident,
            async (socket, _) =>
            {
                seen.Enqueue((await WebSocketEcho.HearAsync(socket))!);
                first.Release();
                seen.Enqueue((await WebSocketEcho.HearAsync(socket))!);
                await WebSocketEcho.SayAsync(socket, "both");
                await WebSocketEcho.LeaveAsync(socket);
            },
            Options with { Fanout = 1 },
            app => app.MapGet("/between", async () =>
            {
                await first.WaitAsync();
                seen.Enqueue("between");
                return Results.Content("{}", "application/json");
            }));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(["first", "between", "second", "first", "between", "second"], seen.AsEnumerable());
    }

    [Fact]
    public async Task A_message_that_waits_for_a_request_that_is_not_due_yet_is_no_idleness_of_the_service()
    {
        Incident incident = new IncidentBuilder()
            .Exchange(
                WebSocketEcho.Path,
                at: 0,
                took: 100,
                request: r => Asks(r, """{"1":{"text":"first"},"2":{"close":1000}}"""),
                response: r => Accepts(r, """{"1":{"close":1000}}""", (10, 0), (70, 0), (80, 1)))
            .Exchange("/between", at: 40, took: 10)
            .Build();

        // The request is due after 800 ms, and then the client leaves.
        ReplaySummary summary = await ReplayAsync(
            incident,
            async (socket, _) =>
            {
                await WebSocketEcho.HearAsync(socket);
                await WebSocketEcho.LeaveAsync(socket);
            },
            Options with { Runs = 1, Fanout = 1, TimeScale = 20 },
            app => app.MapGet("/between", () => Results.Content("{}", "application/json")));

        Assert.True(summary.Passed, summary.ToText());
    }

    [Fact]
    public void Messages_may_change_state_and_are_left_out_where_that_must_not_be()
    {
        ReplaySelection selection = ReplaySelection.Of(Conversation(), new ReplayOptions { AllowWrites = false });

        Assert.Empty(selection.Exchanges);
    }

    [Fact]
    public void Messages_are_counted_and_said_to_change_state()
    {
        Incident incident = Conversation();

        Assert.Contains($"GET {WebSocketEcho.Path}: 101 (WebSocket: 3 messages there, 4 back)", IncidentInspection.Of(incident).ToText(), StringComparison.Ordinal);
        var verification = IncidentVerification.Of(incident, TimeProvider.System);
        Assert.True(verification.IsReplayable);
        Assert.Contains("what it owns: WebSocket 1", verification.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", Came)]
    [InlineData(Sent, "[]")]
    public void Messages_that_cannot_be_read_are_not_replayed(string sent, string came)
    {
        ReplaySelection selection = ReplaySelection.Of(Conversation(sent, came, []), new ReplayOptions());

        Assert.Contains("the messages of a WebSocket were not recorded in full", Assert.Single(selection.NotTested).What, StringComparison.Ordinal);
    }

    private static async Task TalkAsync(WebSocket socket)
    {
        await WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome);
        while (await WebSocketEcho.HearAsync(socket) is { } text)
        {
            await WebSocketEcho.SayAsync(socket, $$"""{"echo":"{{text.Length}}"}""");
        }
    }

    private static Incident Conversation() => Conversation(Sent, Came, [1, 1, 2, 2, 3, 3, 4]);

    private static Incident Conversation(string sent, string came, int[] order) => new IncidentBuilder()
        .Exchange(WebSocketEcho.Path, request: r => Asks(r, sent), response: r => Accepts(r, came, [.. order.Select((number, index) => ((double)index, number))]))
        .Build();

    private static async Task<ReplaySummary> ReplayAsync(
        Incident incident, Func<WebSocket, HttpContext, Task> answer, ReplayOptions? options = null, Action<WebApplication>? map = null)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app =>
        {
            WebSocketEcho.Map(app, answer);
            map?.Invoke(app);
        });
        var engine = new ReplayEngine(ReplayPlan.Create(incident, options ?? Options), new HttpServiceUnderTest(service.Address));
        return Verdict.Judge(await engine.RunAsync().WaitAsync(Patience.Limit));
    }
}
