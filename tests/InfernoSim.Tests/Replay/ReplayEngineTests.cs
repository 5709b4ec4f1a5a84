using System.Collections.Concurrent;
using System.Net.Sockets;
using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

public class ReplayEngineTests
{
    [Fact]
    public async Task Differences_of_one_body_are_reported_as_they_stand_in_it()
    {
        Incident incident = new IncidentBuilder().Exchange("/list", "[0,1,2,3,4,5,6,7,8,9,10]").Build();
        var service = new FakeService(_ => Task.FromResult(Answer("[0,1,-2,3,4,5,6,7,8,9,-10]")));

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(["/2", "/10"], summary.Divergences.Select(divergence => divergence.Location));
    }

    [Fact]
    public async Task A_service_that_answers_and_calls_as_recorded_passes_strongly()
    {
        var service = new FakeService(async request => Answer(await request.CallAsync($"http://a.test{request.Path}")));

        ReplaySummary summary = await service.ReplayAsync(Shop());

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equivalent(new RunCounts(2, 2, 2, 2), summary.Runs, strict: true);
        Assert.Equivalent(new ObservedCount(12, 12), summary.Inbound, strict: true);
        Assert.Equivalent(new ObservedCount(12, 12), summary.Outbound, strict: true);
        Assert.Equal(12, summary.Latency.Count);
        Assert.NotNull(summary.Fingerprint);
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_is_made_is_a_response_that_failed()
    {
        var service = new FakeService(_ => throw new SocketException((int)SocketError.NotConnected));

        ReplaySummary summary = await service.ReplayAsync(new IncidentBuilder().Exchange("/a").Build());

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal(DivergenceKind.ResponseFailed, summary.Divergences[0].Kind);
        Assert.Equal($"{summary.Inbound.Expected} closed before the response was complete", $"{summary.MissingResponses}");
        Assert.Contains("connection closed before a response", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_incident_options_and_seed_have_the_same_fingerprint_and_others_another()
    {
        var service = new FakeService(async request => Answer(await request.CallAsync($"http://a.test{request.Path}")));

        string? first = (await service.ReplayAsync(Shop())).Fingerprint;
        string? again = (await service.ReplayAsync(Shop())).Fingerprint;
        string? other = (await service.ReplayAsync(Shop("x"))).Fingerprint;

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task Requests_arrive_as_recorded_with_an_identity_of_their_own()
    {
        var seen = new ConcurrentBag<string>();
        Incident incident = new IncidentBuilder()
            .Exchange("/a%2Fb?x=1&x=2", method: "PUT", body: "text", headers: HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "text/plain"), ("X-Two", "1"), ("X-Two", "2"), ("tracestate", "vendor=1")))
            .Build();
        var service = new FakeService(async request =>
        {
            string id = request.Header("X-Inferno-TraceID")!;
            Assert.Equal($"inferno={id},vendor=1", request.Header("tracestate"));
            Assert.Equal($"00-{id}-{id[16..]}-01", request.Header("traceparent"));
            seen.Add(id);
            Assert.Equal("PUT /a%2Fb?x=1&x=2", $"{request.Message.Method} {request.Message.RequestUri!.PathAndQuery}");
            Assert.Equal("shop.test", request.Message.Headers.Host);
            Assert.Equal("1, 2", request.Header("X-Two"));
            Assert.Equal("text/plain", request.Message.Content!.Headers.ContentType!.ToString());
            Assert.Equal("text", await request.Message.Content.ReadAsStringAsync());
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Runs = 3, Fanout = 4 });

        Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);
        Assert.Equal(12, seen.Distinct().Count());
    }

    [Fact]
    public async Task Requests_that_overlapped_in_the_incident_overlap_again()
    {
        // Each waits for the other: only if both are in flight does either end.
        var arrived = new ConcurrentDictionary<(int, string), TaskCompletionSource>();
        var service = new FakeService(async request =>
        {
            arrived.GetOrAdd((request.Worker, request.Path), _ => New()).TrySetResult();
            await arrived.GetOrAdd((request.Worker, request.Path == "/a" ? "/b" : "/a"), _ => New()).Task.WaitAsync(Patience.Limit);
            return Answer();
        });
        Incident incident = new IncidentBuilder().Exchange("/a", at: 0, took: 50).Exchange("/b", at: 10, took: 10).Build();

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);
    }

    [Fact]
    public async Task A_request_is_not_sent_before_the_responses_it_followed_have_ended()
    {
        // a and b overlap; c began when a had ended, and while b was still being answered.
        Incident incident = new IncidentBuilder().Exchange("/a", at: 0, took: 20).Exchange("/b", at: 10, took: 100).Exchange("/c", at: 30, took: 10).Build();
        var log = new ConcurrentQueue<string>();
        TaskCompletionSource endOfA = New();
        TaskCompletionSource endOfB = New();
        var service = new FakeService(async request =>
        {
            log.Enqueue($"begin {request.Path}");
            switch (request.Path)
            {
                case "/a":
                    await endOfA.Task.WaitAsync(Patience.Limit);
                    log.Enqueue("end /a");
                    break;
                case "/b":
                    endOfA.SetResult();
                    await endOfB.Task.WaitAsync(Patience.Limit);
                    break;
                default:
                    endOfB.SetResult();
                    break;
            }

            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Empty(summary.DivergenceCounts);
        Assert.Equal(["begin /a", "begin /b", "end /a", "begin /c"], log);
    }

    [Fact]
    public async Task Causal_order_holds_in_a_long_incident_whatever_the_service_takes()
    {
        const int Exchanges = 300;
        var incident = new IncidentBuilder();
        var random = new Random(5);
        for (int i = 0; i < Exchanges; i++)
        {
            incident.Exchange($"/{i}", at: i * 10, took: random.Next(1, 60));
        }

        Incident built = incident.Build();
        var ended = new bool[Exchanges];
        var violations = new ConcurrentQueue<string>();
        var service = new FakeService(async request =>
        {
            int number = int.Parse(request.Path[1..]);
            foreach (RecordedExchange earlier in built.Exchanges.Take(number).Where(e => e.Response!.Timestamp.CompareTo(built.Exchanges[number].Request.Timestamp) <= 0))
            {
                if (!Volatile.Read(ref ended[earlier.Index]))
                {
                    violations.Enqueue($"{number} before the end of {earlier.Index}");
                }
            }

            for (int i = number * 7919 % 20; i > 0; i--)
            {
                await Task.Yield();
            }

            Volatile.Write(ref ended[number], true);
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(built, FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Empty(violations);
        Assert.Equivalent(new ObservedCount(Exchanges, Exchanges), summary.Inbound, strict: true);
    }

    [Fact]
    public async Task Fifty_workers_in_ten_runs_each_get_their_own_answers()
    {
        // One URL throughout: only the trace id tells whose call it is, and each answer is different.
        var incident = new IncidentBuilder();
        for (int i = 0; i < 6; i++)
        {
            incident.Exchange($"/{i}", answer: $"\"{i}.1 {i}.2\"", calls: [Call("http://a.test/next", $"{i}.1"), Call("http://a.test/next", $"{i}.2", at: 3)]);
        }

        var service = new FakeService(async request =>
        {
            string first = await request.CallAsync("http://a.test/next");
            await Task.Yield();
            return Answer($"\"{first} {await request.CallAsync("http://a.test/next")}\"");
        });

        ReplaySummary summary = await service.ReplayAsync(incident.Build(), FakeService.AsFastAsPossible with { Runs = 10, Fanout = 50 });

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equivalent(new RunCounts(10, 10, 10, 10), summary.Runs, strict: true);
        Assert.Equivalent(new ObservedCount(6000, 6000), summary.Outbound, strict: true);
        Assert.Equal((6000, 0, 0, 0), (summary.Matching.Causal, summary.Matching.ByContent, summary.Matching.Ambiguous, summary.Matching.Unmatched));
    }

    [Fact]
    public async Task Each_worker_carries_the_cookies_that_the_service_gave_it_in_this_run()
    {
        int sessions = 0;
        var valid = new ConcurrentDictionary<string, int>();
        Incident incident = new IncidentBuilder()
            .Exchange("/login", response: r => r with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Set-Cookie", "sid=[REDACTED]; Path=/")) })
            .Exchange("/cart", headers: HeaderMap.Of(("Host", "shop.test"), ("Cookie", "sid=[REDACTED]; theme=dark")))
            .Build();
        var service = new FakeService(request =>
        {
            HttpResponseMessage answer = Answer();
            if (request.Path == "/login")
            {
                string sid = $"session-{Interlocked.Increment(ref sessions)}";
                valid[sid] = request.Worker;
                answer.Headers.TryAddWithoutValidation("Set-Cookie", $"sid={sid}; Path=/");
            }
            else
            {
                string[] cookies = request.Header("Cookie")!.Split("; ");
                bool isOwn = valid.TryRemove(cookies[0]["sid=".Length..], out int owner) && owner == request.Worker && cookies[1] == "theme=dark";
                answer = isOwn ? answer : Answer("not your session", 401);
            }

            return Task.FromResult(answer);
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Runs = 3, Fanout = 8 });

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equal(24, sessions);
        Assert.Empty(valid);
    }

    [Fact]
    public async Task Workers_that_see_different_things_are_named_at_the_first_exchange_where_they_part()
    {
        var service = new FakeService(request => Task.FromResult(Answer(request is { Worker: 2, Path: "/1" or "/2" } ? """{"n":1}""" : "{}")));

        ReplaySummary summary = await service.ReplayAsync(Plain(4), FakeService.AsFastAsPossible with { Fanout = 3 });

        Assert.Equal(ReplayOutcome.FailNonDeterministic, summary.Outcome);
        Assert.Equal(1, summary.Nondeterminism!.Exchange);
        Assert.Contains(2, new[] { summary.Nondeterminism.FirstWorker, summary.Nondeterminism.SecondWorker });
        Assert.Null(summary.Fingerprint);
        Assert.Contains("exchange 2 (GET /1)", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_differ_are_named_at_the_first_exchange_where_they_part()
    {
        int requests = 0;
        var service = new FakeService(request => Task.FromResult(Answer(request.Path == "/2" && Interlocked.Increment(ref requests) > 2 ? "[]" : "{}")));

        ReplaySummary summary = await service.ReplayAsync(Plain(4), FakeService.AsFastAsPossible with { Runs = 3, Fanout = 2 });

        Assert.Equal(ReplayOutcome.FailNonDeterministic, summary.Outcome);
        Assert.Equal((2, 0, 1), (summary.Nondeterminism!.Exchange, summary.Nondeterminism.FirstRun, summary.Nondeterminism.SecondRun));
        Assert.Equivalent(new RunCounts(3, 3, 3, 1), summary.Runs, strict: true);
    }

    [Fact]
    public async Task What_all_workers_do_alike_before_they_part_is_the_first_divergence()
    {
        int requests = 0;
        var service = new FakeService(async request =>
        {
            await request.CallAsync("http://audit.test/");
            return Answer($"{{\"n\":{Interlocked.Increment(ref requests)}}}");
        });

        ReplaySummary summary = await service.ReplayAsync(Plain(1), FakeService.AsFastAsPossible with { Runs = 2, Fanout = 2 });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallExtra, 4L), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Count));
        Assert.Contains("http://audit.test/", summary.Nondeterminism!.After, StringComparison.Ordinal);
        Assert.Contains("after that, runs differ: exchange 1 (GET /0) is not the same each time", summary.Reason, StringComparison.Ordinal);
        Assert.Null(summary.Fingerprint);
    }

    [Fact]
    public async Task Workers_that_differ_from_the_recording_alike_are_compared_with_each_other()
    {
        int requests = 0;
        var service = new FakeService(_ => Task.FromResult(Answer($"{{\"added\":true,\"n\":{Interlocked.Increment(ref requests)}}}")));

        ReplaySummary summary = await service.ReplayAsync(Plain(1), FakeService.AsFastAsPossible with { Fanout = 2 });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        string[] saw = [summary.Nondeterminism!.FirstSaw, summary.Nondeterminism.SecondSaw];
        Assert.Equal(["response body differs at /n: expected (absent), got 1", "response body differs at /n: expected (absent), got 2"], saw.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_body_that_was_not_recorded_must_still_be_the_same_each_time()
    {
        int requests = 0;
        Incident incident = new IncidentBuilder().Exchange("/", response: r => r with { Body = RecordedBody.None }).Build();

        ReplaySummary steady = await new FakeService(_ => Task.FromResult(Answer("anything"))).ReplayAsync(incident);
        ReplaySummary changing = await new FakeService(_ => Task.FromResult(Answer($"{Interlocked.Increment(ref requests)}"))).ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassWeak, steady.Outcome);
        Assert.Equal(ReplayOutcome.FailNonDeterministic, changing.Outcome);
    }

    [Fact]
    public async Task A_call_too_many_is_a_divergence_and_not_nondeterminism_whether_it_comes_before_or_after_the_response()
    {
        // The even workers make it before they answer the first request, the odd ones while the second is in flight.
        var owed = new ConcurrentDictionary<int, string>();
        var service = new FakeService(async request =>
        {
            string id = request.Header("X-Inferno-TraceID")!;
            if (request.Path == "/0" && request.Worker % 2 == 1)
            {
                owed[request.Worker] = id;
            }
            else if (request.Path == "/0" || owed.TryRemove(request.Worker, out id!))
            {
                await request.Service.Responder!.AnswerAsync(RequestOf("http://audit.test/", traceId: id), default);
            }

            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Plain(2), FakeService.AsFastAsPossible with { Fanout = 4 });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallExtra, 0, 8L), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Count));
        Assert.Single(summary.Divergences);
    }

    [Fact]
    public async Task A_call_too_many_that_only_one_worker_makes_is_nondeterminism()
    {
        var service = new FakeService(async request =>
        {
            if (request.Worker == 1)
            {
                await request.CallAsync("http://audit.test/");
            }

            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Plain(2));

        Assert.Equal(ReplayOutcome.FailNonDeterministic, summary.Outcome);
        Assert.Equal((0, 0, 1), (summary.Nondeterminism!.Exchange, summary.Nondeterminism.FirstWorker, summary.Nondeterminism.SecondWorker));
        Assert.Equal("no call that is not recorded", summary.Nondeterminism.FirstSaw);
        Assert.Contains("http://audit.test/", summary.Nondeterminism.SecondSaw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_was_recorded_after_its_response_may_come_after_it_again()
    {
        var calls = new ConcurrentQueue<Task>();
        TaskCompletionSource allAnswered = New();
        int answered = 0;
        var service = new FakeService(request =>
        {
            calls.Enqueue(Notify());
            if (Interlocked.Increment(ref answered) == 6)
            {
                allAnswered.SetResult();
            }

            return Task.FromResult(Answer());

            async Task Notify()
            {
                await allAnswered.Task.WaitAsync(Patience.Limit);
                await request.CallAsync($"http://mail.test{request.Path}");
            }
        });
        var incident = new IncidentBuilder();
        for (int i = 0; i < 3; i++)
        {
            incident.Exchange($"/{i}", took: 5, calls: [Call($"http://mail.test/{i}", at: 8)]);
        }

        ReplaySummary summary = await service.ReplayAsync(incident.Build(), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 2, MaxIdleTime = Patience.Limit });

        await Task.WhenAll(calls);
        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equal(6, summary.Matching.Causal);
    }

    [Fact]
    public async Task A_missing_call_is_reported_by_every_worker_of_every_run_and_all_agree()
    {
        var service = new FakeService(_ => Task.FromResult(Answer()));
        Incident incident = new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/p")]).Exchange("/b").Build();

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallMissing, 0, 0, 4L), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Call, summary.FirstDivergence.Count));
        Assert.Contains("no dependency call reached the stub at all", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_call_without_an_owner_is_reported_once_with_its_count()
    {
        var service = new FakeService(async request =>
        {
            if (request.Worker == 0)
            {
                await request.CallAsync("http://config.test/", isTraced: false);
            }

            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(new IncidentBuilder().Exchange("/a").Unattributed(Call("http://config.test/", at: 500)).Build());

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallMissing, -1, 2L), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Count));
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_the_window_misses_the_objective()
    {
        var time = new FakeTimeProvider();
        var service = new FakeService(request =>
        {
            time.Advance(TimeSpan.FromMilliseconds(400));
            return Task.FromResult(Answer());
        });
        ReplayOptions options = FakeService.AsFastAsPossible with { Fanout = 1, Window = TimeSpan.FromSeconds(1) };

        ReplaySummary slow = await service.ReplayAsync(Plain(4), options, time);
        ReplaySummary fastEnough = await service.ReplayAsync(Plain(2), options, time);

        Assert.Equal(ReplayOutcome.FailSloMissed, slow.Outcome);
        Assert.Equal((4L, TimeSpan.FromSeconds(1.6)), (slow.Window!.Late, slow.Window.LongestRun));
        Assert.Contains("run 1 took 1.6s, longer than the window of 1s; 4 requests were late", slow.Reason, StringComparison.Ordinal);
        Assert.Equal(ReplayOutcome.PassStrong, fastEnough.Outcome);
    }

    [Fact]
    public async Task Latency_is_counted_from_the_moment_a_request_was_due()
    {
        // Due at 0, 100 and 200 ms, and each takes 300 ms: the second waits 200 ms behind the first, the third 400 ms.
        var time = new FakeTimeProvider();
        var service = new FakeService(request =>
        {
            time.Advance(TimeSpan.FromMilliseconds(300));
            return Task.FromResult(Answer());
        });
        Incident incident = new IncidentBuilder().Exchange("/0", at: 0).Exchange("/1", at: 100).Exchange("/2", at: 200).Build();

        ReplaySummary summary = await service.ReplayAsync(incident, new ReplayOptions { Runs = 1 }, time);

        Assert.InRange(summary.Latency.Max, 700, 701);
        Assert.InRange(summary.Latency.P50, 500, 501);
        Assert.InRange(summary.ServiceTime.Max, 300, 301);
    }

    [Fact]
    public async Task With_redacted_credentials_and_401_answers_the_environment_is_at_fault()
    {
        Incident incident = new IncidentBuilder().Exchange("/a", headers: HeaderMap.Of(("Host", "shop.test"), ("Authorization", "Bearer [REDACTED]"))).Build();
        var service = new FakeService(request => Task.FromResult(request.Header("Authorization") == "Bearer right" ? Answer() : Answer("", 401)));

        ReplaySummary without = await service.ReplayAsync(incident);
        ReplaySummary with = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Headers = [new("Authorization", "Bearer right")] });

        Assert.Equal((ReplayOutcome.FailInvalidEnv, 2), (without.Outcome, without.ExitCode));
        Assert.Contains("Headers = Authorization: ...", without.Reason, StringComparison.Ordinal);
        Assert.Equal(ReplayOutcome.PassStrong, with.Outcome);
    }

    [Fact]
    public async Task A_fault_that_the_service_rides_out_leaves_the_replay_passed()
    {
        var service = new FakeService(async request =>
        {
            string answer = await request.CallAsync($"http://a.test{request.Path}");
            return Answer(answer.StartsWith("failed", StringComparison.Ordinal) ? await request.CallAsync($"http://a.test{request.Path}") : answer);
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(), FakeService.AsFastAsPossible with { Faults = [Fault.Parse("dep=a.test retries=1")] });

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equal(12, summary.Matching.Faulted);
    }

    [Fact]
    public async Task What_faults_do_to_workers_differs_from_worker_to_worker_and_repeats_from_run_to_run()
    {
        var service = new FakeService(async request => Answer(await request.CallAsync($"http://a.test{request.Path}")));

        ReplaySummary summary = await service.ReplayAsync(Shop(), FakeService.AsFastAsPossible with { Runs = 3, Fanout = 20, Faults = [Fault.Parse("dep=* status=500 rate=50%")] });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal(3, summary.Runs.Deterministic);
        Assert.InRange(summary.Faults[0].CallsFaulted, 1, 179);
        Assert.Equal(["dep=* status=500 rate=50%"], summary.FirstDivergence!.AfterFaults);
    }

    [Fact]
    public async Task An_incident_without_exchanges_is_no_coverage_and_a_service_that_is_not_there_unreachable()
    {
        var service = new FakeService(_ => throw new InvalidOperationException("must not be asked")) { Unreachable = "ConnectionRefused" };

        ReplaySummary empty = await service.ReplayAsync(new IncidentBuilder().Build());
        ReplaySummary unreachable = await service.ReplayAsync(Plain(1));

        Assert.Equal((ReplayOutcome.FailNoCoverage, 2), (empty.Outcome, empty.ExitCode));
        Assert.Equal((ReplayOutcome.FailTargetUnreachable, 2), (unreachable.Outcome, unreachable.ExitCode));
        Assert.Contains("http://service.test/: ConnectionRefused", unreachable.Reason, StringComparison.Ordinal);
        Assert.Equivalent(new ObservedCount(0, 0), unreachable.Inbound, strict: true);
    }

    [Fact]
    public async Task An_engine_replays_once()
    {
        ReplayEngine engine = new FakeService(_ => Task.FromResult(Answer())).EngineFor(Plain(1), FakeService.AsFastAsPossible);
        await engine.RunAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.RunAsync());
    }

    [Fact]
    public async Task Progress_ends_with_everything_done()
    {
        var reports = new ConcurrentQueue<ReplayProgress>();
        ReplayEngine engine = new FakeService(_ => Task.FromResult(Answer("[]"))).EngineFor(Plain(3), FakeService.AsFastAsPossible);

        await engine.RunAsync(new Sink(reports.Enqueue));

        Assert.Equal(new ReplayProgress(2, 2, 12, 12, 12), reports.Last());
        Assert.Equal([1, 2], reports.Select(report => report.Run).Distinct());
    }

    [Fact]
    public async Task What_a_replay_keeps_does_not_grow_with_runs_and_workers()
    {
        var service = new FakeService(async request => Answer(await request.CallAsync($"http://wrong.test{request.Path}")));
        ReplayPlan plan = ReplayPlan.Create(Shop(), FakeService.AsFastAsPossible with { Runs = 4, Fanout = 10 });
        var traceIds = new ReplayTraceIds(0, "");
        var recorder = new ReplayRecorder(plan);
        var ledger = new CallLedger(plan, traceIds, recorder, TimeProvider.System);
        service.UseResponder(ledger);
        using var workers = new WorkerPool(plan, new SharedService(service));
        var kept = new List<int>();

        for (int number = 0; number < plan.Options.Runs; number++)
        {
            ReplayRun run = ledger.BeginRun(number);
            await new RunExecution(plan, run, workers, traceIds, recorder, TimeProvider.System, null).RunAsync(default);
            Assert.Empty(run.OpenScopes);
            kept.Add(recorder.Divergences.InCausalOrder().Count);
        }

        Assert.Equal(4 * 10 * 3, recorder.Divergences.CountsByKind()[DivergenceKind.CallExtra]);
        Assert.All(kept, count => Assert.Equal(kept[0], count));
        Assert.Equal(10, service.Handlers);
    }

    private static Incident Plain(int exchanges)
    {
        var incident = new IncidentBuilder();
        for (int i = 0; i < exchanges; i++)
        {
            incident.Exchange($"/{i}");
        }

        return incident.Build();
    }

    private static Incident Shop(string suffix = "")
    {
        var incident = new IncidentBuilder();
        foreach (string name in new[] { "cart", "stock", "pay" })
        {
            incident.Exchange($"/{name}", answer: $"\"{name}{suffix}\"", calls: [Call($"http://a.test/{name}", $"\"{name}{suffix}\"")]);
        }

        return incident.Build();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Sink(Action<ReplayProgress> report) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => report(value);
    }
}
