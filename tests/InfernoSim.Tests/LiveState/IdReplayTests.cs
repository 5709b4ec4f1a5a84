using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

/// <summary>A service whose ids count on, shared by all workers.</summary>
public class IdReplayTests
{
    private static readonly ReplayOptions FiftyWorkers = FakeService.AsFastAsPossible with { Fanout = 50 };
    private static readonly HeaderMap Json = HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "application/json"));

    [Fact]
    public async Task Each_worker_is_sent_its_own_id_at_the_places_of_ids_and_nowhere_else()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":1,"seats":1}""", method: "POST")
            .Exchange("/orders/1?orderId=1&page=1", """{"seen":"/orders/1?orderId=1&page=1"}""")
            .Exchange("/pay", """{"got":true}""", method: "POST", body: """{"orderId":1,"parts":1,"customer":{"id":1}}""", headers: Json)
            .Build();
        int last = 0;
        var service = new FakeService(async request => request.Path switch
        {
            "/orders" => Answer($$"""{"id":{{Interlocked.Increment(ref last)}},"seats":1}"""),
            "/pay" => Answer($$"""{"got":{{((await request.Message.Content!.ReadAsStringAsync()).Contains("\"parts\":1,\"customer\":{\"id\":1}", StringComparison.Ordinal) ? "true" : "false")}}}"""),
            _ => Answer($$"""{"seen":"{{request.Message.RequestUri!.PathAndQuery}}"}"""),
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FiftyWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal((99L, 198L), (summary.LiveState.Chains[0].Workers, summary.LiveState.Chains[0].Requests));
    }

    [Theory]
    [InlineData(0, "PassStrong")]
    [InlineData(-40, "FailDiverged at exchange 0 /id: expected 41, got 1")]
    public async Task Ids_that_begin_elsewhere_pass_where_each_worker_is_given_its_own(int offset, string expected)
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"id":41}""", method: "POST").Exchange("/orders/41", """{"id":41}""").Build();
        int last = 40 + offset;
        var service = new FakeService(request => Task.FromResult(Answer($$"""{"id":{{(request.Path != "/orders" ? Own(request) : offset == 0 ? Interlocked.Increment(ref last) : last + 1)}}}""")));

        ReplaySummary summary = await service.ReplayAsync(incident, FiftyWorkers);

        Assert.Equal(expected, Said(summary));
    }

    [Theory]
    [InlineData("the id of another at its second showing", "FailDiverged at exchange 1 /id: expected 2, got ")]
    [InlineData("the first id for all, when it is shown again", "FailNonDeterministic at exchange 1 /id: expected 2, got \"2 (of another, own is ")]
    [InlineData("the id of the customer for that of the order", "FailDiverged at exchange 1 /id: expected 2, got ")]
    [InlineData("another id in the Location", "FailDiverged at exchange 0 Location: expected /orders/2, got /orders/")]
    [InlineData("no new id", "FailDiverged at exchange 0 body/orderId: expected 2, got 1")]
    [InlineData("no id", "FailDiverged at exchange 0 /id: expected 2, got null")]
    [InlineData("an id as text", "FailDiverged at exchange 0 /id: expected 2, got \"")]
    [InlineData("another number of seats", "FailDiverged at exchange 1 /seats: expected 2, got 3")]
    [InlineData("a call with another id", "FailDiverged at exchange 0 Location: expected /orders/2, got /orders/")]
    [InlineData("a later call with another id", "FailDiverged at exchange 1 path: expected /orders/2, got /orders/")]
    [InlineData("nothing", "PassStrong")]
    public async Task An_id_that_is_another_s_is_found(string planted, string expected)
    {
        ReplaySummary summary = await new Shop(planted).Service.ReplayAsync(Shop.Incident, FiftyWorkers);

        Assert.StartsWith(expected, Said(summary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_one_worker_in_one_run_it_cannot_be_known_whether_an_id_is_new()
    {
        var shop = new Shop("nothing");
        await shop.Service.ReplayAsync(Shop.Incident, FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        ReplaySummary second = await shop.Service.ReplayAsync(Shop.Incident, FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Equal(ReplayOutcome.PassWeak, second.Outcome);
    }

    [Fact]
    public async Task Ids_that_two_requests_at_once_are_given_may_come_the_other_way_round()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":1,"name":"a"}""", method: "POST", body: """{"name":"a"}""", headers: Json, at: 0, took: 20)
            .Exchange("/orders", """{"id":2,"name":"b"}""", method: "POST", body: """{"name":"b"}""", headers: Json, at: 5, took: 20)
            .Exchange("/orders/1", """{"name":"a"}""")
            .Build();
        var service = new FakeService(async request =>
        {
            // Of every second worker the one that came first is served last.
            string name = request.Path == "/orders" ? (await request.Message.Content!.ReadAsStringAsync()).Contains("\"a\"", StringComparison.Ordinal) ? "a" : "b" : "";
            bool isTurned = request.Worker % 2 == 1;
            return request.Path == "/orders"
                ? Answer($$"""{"id":{{(name == "a" == isTurned ? 2 : 1)}},"name":"{{name}}"}""")
                : Answer($$"""{"name":"{{(request.Path == (isTurned ? "/orders/2" : "/orders/1") ? "a" : "b")}}"}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FiftyWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    private static string Own(FakeRequest request) => request.Path[(request.Path.LastIndexOf('/') + 1)..];

    private static string Said(ReplaySummary summary) =>
        summary.Outcome + (summary.FirstDivergence is { } first ? $" at exchange {first.Exchange} {first.Location}: expected {first.Expected}, got {first.Got}" : "");

    /// <summary>Takes orders of customers, both with numbers that count on.</summary>
    private sealed class Shop(string planted)
    {
        private int _lastOrder = 1;

        public static Incident Incident { get; } = new IncidentBuilder()
            .Exchange(
                "/orders",
                """{"id":2,"customerId":2,"seats":2,"text":"Order 2 is taken."}""",
                method: "POST",
                status: 201,
                response: e => e with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Location", "/orders/2")) },
                calls: [Call("http://ship.test/parcels", """{"id":2,"orderId":2}""", method: "POST", body: """{"orderId":2,"seats":2}""")])
            .Exchange(
                "/orders/2",
                """{"id":2,"customerId":2,"seats":2,"parcel":{"id":2,"orderId":2}}""",
                calls: [Call("http://ship.test/orders/2", """{"parcel":2,"orderId":2}""")])
            .Exchange("/orders/2/customer", """{"customer":{"id":2,"orders":["/orders/2"]}}""")
            .Build();

        public FakeService Service => new(AnswerAsync);

        private static int CustomerOf(int order) => (7 * order) + 1;

        private bool Is(string what) => planted == what;

        private async Task<HttpResponseMessage> AnswerAsync(FakeRequest request) => request.Path == "/orders" ? await TakeAsync(request) : await ShowAsync(request);

        private async Task<HttpResponseMessage> TakeAsync(FakeRequest request)
        {
            int id = Is("no new id") ? 1 : Interlocked.Increment(ref _lastOrder);
            int called = Is("a call with another id") ? id + 1000 : id;
            string parcel = await request.CallAsync("http://ship.test/parcels", "POST", $$"""{"orderId":{{called}},"seats":2}""");
            Assert.True(planted != "nothing" || parcel == $$"""{"id":2,"orderId":{{id}}}""", parcel);
            string shown = Is("no id") ? "null" : Is("an id as text") ? $"\"{id}\"" : id.ToString(CultureInfo.InvariantCulture);
            HttpResponseMessage answer = Answer($$"""{"id":{{shown}},"customerId":{{CustomerOf(id)}},"seats":2,"text":"Order {{id}} is taken."}""", 201);
            answer.Headers.TryAddWithoutValidation("Location", $"/orders/{(Is("another id in the Location") ? id + 1000 : id)}");
            return answer;
        }

        private async Task<HttpResponseMessage> ShowAsync(FakeRequest request)
        {
            int id = int.Parse(request.Path.Split('/')[2], CultureInfo.InvariantCulture);
            int customer = CustomerOf(id);
            if (request.Path.EndsWith("/customer", StringComparison.Ordinal))
            {
                return Answer($$"""{"customer":{"id":{{customer}},"orders":["/orders/{{id}}"]} }""");
            }

            await request.CallAsync($"http://ship.test/orders/{(Is("a later call with another id") ? id + 1000 : id)}");
            int shown = Is("the id of another at its second showing") ? id + 1000
                : Is("the first id for all, when it is shown again") ? 2
                : Is("the id of the customer for that of the order") ? customer
                : id;
            return Answer($$"""{"id":{{shown}},"customerId":{{customer}},"seats":{{(Is("another number of seats") ? 3 : 2)}},"parcel":{"id":2,"orderId":{{id}} } }""");
        }
    }
}
