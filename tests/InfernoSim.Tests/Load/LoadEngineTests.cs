using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Load;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Load;

public class LoadEngineTests
{
    [Fact]
    public async Task Independent_exchanges_arrive_in_turn_each_with_an_identity_of_its_own_and_its_calls_answered()
    {
        var seen = new ConcurrentQueue<(string Path, string Id)>();
        var service = new FakeService(async request =>
        {
            seen.Enqueue((request.Path, request.Header("X-Inferno-TraceID")!));
            return Answer(await request.CallAsync($"http://a.test{request.Path}"));
        });

        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200));

        Assert.Equal((100, 100, 0), (result.Arrivals, result.Requests, result.Errors));
        Assert.Equal(seen.Count, seen.Select(s => s.Id).Distinct().Count());
        Assert.Equal(seen.Count(s => s.Path == "/1"), seen.Count(s => s.Path == "/2"));
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_is_made_is_an_error()
    {
        var service = new FakeService(_ => throw new SocketException((int)SocketError.NotConnected));

        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200));

        Assert.Equal((100, 100), (result.Arrivals, result.Errors));
    }

    [Fact]
    public async Task A_load_that_this_machine_has_no_sockets_for_ends_and_says_so()
    {
        var service = new FakeService(_ => throw new HttpRequestException("no", new SocketException((int)SocketError.TooManyOpenSockets)));

        LoadResult open = await ApplyAsync(service, Shop(), Open(rate: 200) with { Measured = TimeSpan.FromMinutes(10) });
        LoadResult closed = await ApplyAsync(service, Shop(), new LoadShape { Workers = 3, Measured = TimeSpan.FromMinutes(10) });

        Assert.All([open, closed], result => Assert.StartsWith("no connection could be opened: ", result.Shortage, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_load_that_this_machine_has_no_memory_for_ends_and_says_so()
    {
        var service = new FakeService(_ => throw new InsufficientMemoryException("no thread"));

        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200) with { Measured = TimeSpan.FromMinutes(10) });

        Assert.Equal("no memory or thread was left: no thread", result.Shortage);
    }

    [Fact]
    public async Task A_session_sends_the_whole_incident_in_causal_order_with_its_own_cookies()
    {
        var seen = new ConcurrentDictionary<string, int>();
        int sessions = 0;
        var service = new FakeService(request =>
        {
            if (request.Path == "/login")
            {
                HttpResponseMessage response = Answer();
                response.Headers.TryAddWithoutValidation("Set-Cookie", $"sid={Interlocked.Increment(ref sessions)}");
                return Task.FromResult(response);
            }

            seen.AddOrUpdate(request.Header("Cookie")!, 1, (_, count) => count + 1);
            return Task.FromResult(Answer());
        });
        Incident incident = new IncidentBuilder()
            .Exchange("/login", method: "POST", response: e => e with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Set-Cookie", "sid=recorded")) })
            .Exchange("/cart", headers: HeaderMap.Of(("Cookie", "sid=recorded")))
            .Exchange("/pay", method: "POST", headers: HeaderMap.Of(("Cookie", "sid=recorded")))
            .Build();

        LoadResult result = await ApplyAsync(service, incident, Open(rate: 50));

        // What follows is sent when its cause has come, which may be after the time that is measured: it is then not counted.
        Assert.Equal((25, 25), (result.Arrivals, sessions));
        Assert.InRange(result.Requests, sessions, 3 * sessions);
        Assert.Equal(sessions, seen.Count);
        Assert.All(seen.Values, requests => Assert.Equal(2, requests));
    }

    [Fact]
    public async Task What_differs_from_the_recording_is_an_error_and_said()
    {
        int number = 0;
        var service = new FakeService(async request =>
        {
            await request.CallAsync($"http://a.test{request.Path}");
            return Interlocked.Increment(ref number) % 4 == 0 ? Answer(status: 503) : Answer(request.Path[1..]);
        });

        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200));

        Assert.Equal(25, result.Errors);
        Assert.StartsWith("GET /2: status 503, recorded 200", result.ErrorKinds[0].Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_was_now_in_the_recording_may_be_another_now()
    {
        var service = new FakeService(_ => Task.FromResult(Answer($$"""{"createdAt":"{{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture)}}1234Z"}""")));
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"createdAt":"1970-01-01T00:00:00.0051234Z"}""", method: "POST").Build();

        LoadResult result = await ApplyAsync(service, incident, Open(rate: 200));

        Assert.Equal((100, 0), (result.Requests, result.Errors));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_does_not_slow_the_arrivals_down()
    {
        var release = new TaskCompletionSource();
        int arrived = 0;
        var service = new FakeService(async request =>
        {
            if (Interlocked.Increment(ref arrived) == 100)
            {
                release.SetResult();
            }

            await release.Task.WaitAsync(Patience.Limit);
            await request.CallAsync($"http://a.test{request.Path}");
            return Answer(request.Path[1..]);
        });

        // None is answered before the hundredth has come.
        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200));

        Assert.Equal((100, 0), (result.Requests, result.Errors));
    }

    [Fact]
    public async Task Arrivals_that_cannot_be_sent_are_missed_and_those_without_an_answer_are_errors()
    {
        var service = new FakeService(async request =>
        {
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        });

        LoadResult result = await ApplyAsync(service, Shop(), Open(rate: 200) with { MostInFlight = 30, Drain = TimeSpan.Zero });

        Assert.Equal((100, 30, 70, 100), (result.Arrivals, result.Requests, result.Missed, result.Errors));
        Assert.Contains("no response before the measurement was over", result.ErrorKinds[0].Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_overruns_the_service_may_end_early_and_is_judged_by_what_was_measured_until_then()
    {
        var service = new FakeService(async request =>
        {
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        });

        LoadResult result = await ApplyAsync(
            service, Shop(), Open(rate: 100) with { Measured = TimeSpan.FromMinutes(10), MostInFlight = 70, EndsWhenOverrun = true, Drain = TimeSpan.FromMinutes(10) });

        // The 71st arrival, which is due after 0.7 s, cannot be sent.
        Assert.Equal((70, 70, 0), (result.Requests, result.Errors, result.Missed));
        Assert.Equal(0.7, result.Shape.Measured.TotalSeconds, 1e-6);
    }

    [Fact]
    public async Task A_closed_loop_keeps_as_many_requests_in_flight_as_it_has_workers()
    {
        int inFlight = 0;
        int most = 0;
        var time = new FakeTimeProvider();
        var all = new Gate(7);
        var service = new FakeService(async request =>
        {
            int now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await all.PassAsync().WaitAsync(Patience.Limit);
            time.Advance(TimeSpan.FromMilliseconds(5));
            Interlocked.Decrement(ref inFlight);
            await request.CallAsync($"http://a.test{request.Path}");
            return Answer(request.Path[1..]);
        });

        LoadResult result = await ApplyAsync(service, Shop(), new LoadShape { Workers = 7, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(0.5) }, time);

        Assert.InRange(most, 2, 7);
        Assert.Equal((0, 0), (result.Errors, result.Missed));
        Assert.True(result.Requests > 7);
    }

    [Fact]
    public async Task A_fault_is_injected_for_one_load_only()
    {
        var answers = new ConcurrentQueue<string>();
        var service = new FakeService(async request =>
        {
            string answer = await request.CallAsync($"http://a.test{request.Path}");
            answers.Enqueue(answer);
            return Answer(answer);
        });
        using var engine = new LoadEngine(ReplayPlan.Create(Shop(), FakeService.AsFastAsPossible), service);
        service.UseResponder(engine);

        LoadResult faulty = await engine.ApplyAsync(Open(rate: 50), Fault.Parse("dep=a.test status=503"));
        LoadResult sound = await engine.ApplyAsync(Open(rate: 50));

        Assert.Equal((25, 0), (faulty.Errors, sound.Errors));
    }

    [Fact]
    public async Task Calls_that_belong_to_no_exchange_are_answered_as_often_as_they_come()
    {
        var service = new FakeService(async request => Answer(await request.CallAsync("http://rates.test/today", isTraced: false)));
        Incident incident = new IncidentBuilder().Exchange("/1", answer: "4.2").Unattributed(Call("http://rates.test/today", answer: "4.2", at: 500)).Build();

        LoadResult result = await ApplyAsync(service, incident, Open(rate: 200));

        Assert.Equal((100, 0), (result.Requests, result.Errors));
    }

    [Theory]
    [InlineData("GET", null, ArrivalUnit.Exchange)]
    [InlineData("POST", null, ArrivalUnit.Session)]
    [InlineData("GET", "sid=1", ArrivalUnit.Session)]
    public void Exchanges_are_independent_when_all_are_safe_and_none_sets_a_cookie(string method, string? cookie, ArrivalUnit expected)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/1")
            .Exchange("/2", method: method, response: e => cookie is null ? e : e with { Headers = HeaderMap.Of(("Set-Cookie", cookie)) })
            .Build();

        Assert.Equal(expected, ArrivalUnits.Resolve(ArrivalUnit.Auto, ReplayPlan.Create(incident, FakeService.AsFastAsPossible)));
    }

    [Fact]
    public void A_single_exchange_is_independent_whatever_it_does()
    {
        Incident incident = new IncidentBuilder().Exchange("/1", method: "POST").Build();

        Assert.Equal(ArrivalUnit.Exchange, ArrivalUnits.Resolve(ArrivalUnit.Auto, ReplayPlan.Create(incident, FakeService.AsFastAsPossible)));
    }

    // Half a second of it, none of it warm-up.
    // Drained for as long as it takes: what a busy machine delays is not what is tested here.
    private static LoadShape Open(double rate) => new() { Rate = rate, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(0.5), Drain = Patience.Limit };

    private static Incident Shop() => new IncidentBuilder()
        .Exchange("/1", answer: "1", calls: [Call("http://a.test/1", answer: "1")])
        .Exchange("/2", answer: "2", calls: [Call("http://a.test/2", answer: "2")])
        .Build();

    private static async Task<LoadResult> ApplyAsync(FakeService service, Incident incident, LoadShape shape, TimeProvider? time = null)
    {
        using var engine = new LoadEngine(ReplayPlan.Create(incident, FakeService.AsFastAsPossible), service, time: time);
        service.UseResponder(engine);
        return await engine.ApplyAsync(shape).WaitAsync(Patience.Limit);
    }

    private static void InterlockedMax(ref int location, int value)
    {
        for (int seen = Volatile.Read(ref location); seen < value; seen = Volatile.Read(ref location))
        {
            Interlocked.CompareExchange(ref location, value, seen);
        }
    }
}
