using System.Text;
using System.Text.Json;
using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

public class CallLedgerTests
{
    [Fact]
    public async Task A_call_is_answered_from_the_exchange_that_it_names()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        ExchangeScope first = bench.Open(0, 0);
        ExchangeScope second = bench.Open(0, 1);

        Assert.Equal("for b", await bench.AskAsync(second, "http://a.test/p"));
        Assert.Equal("for a", await bench.AskAsync(first, "http://a.test/p"));

        bench.Finish(first);
        bench.Finish(second);
        Assert.Empty(bench.Divergences);
        Assert.Equal(2, bench.Matching.Causal);
    }

    [Theory]
    [InlineData("X-Inferno-TraceID", "{0}")]
    [InlineData("tracestate", "vendor=1,inferno={0}")]
    [InlineData("traceparent", "00-{0}-00f067aa0ba902b7-01")]
    public async Task An_exchange_can_be_named_in_any_of_three_headers(string header, string format)
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        bench.Open(0, 0);
        ExchangeScope second = bench.Open(1, 1);
        string named = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, bench.TraceIdOf(second));

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p") with { Headers = HeaderMap.Of((header, named)) });

        Assert.Equal("for b", LedgerBench.Text(answer));
        Assert.Equal(1, bench.Matching.Causal);
    }

    [Fact]
    public async Task An_exchange_id_of_the_services_own_does_not_hide_ours_in_traceparent()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        bench.Open(0, 0);
        ExchangeScope second = bench.Open(0, 1);
        HeaderMap headers = HeaderMap.Of(
            ("X-Inferno-TraceID", "0af7651916cd43dd8448eb211c80319c"), ("traceparent", TraceContext.ComposeTraceParent(bench.TraceIdOf(second))));

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p") with { Headers = headers });

        Assert.Equal("for b", LedgerBench.Text(answer));
    }

    [Fact]
    public async Task Equal_calls_are_answered_in_recorded_order_to_each_worker_for_itself()
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/n", "1"), Call("http://a.test/n", "2", at: 3)]).Build());
        ExchangeScope one = bench.Open(0, 0);
        ExchangeScope two = bench.Open(1, 0);

        string[] answers =
        [
            await bench.AskAsync(one, "http://a.test/n"),
            await bench.AskAsync(two, "http://a.test/n"),
            await bench.AskAsync(two, "http://a.test/n"),
            await bench.AskAsync(one, "http://a.test/n"),
        ];

        Assert.Equal(["1", "1", "2", "2"], answers);
    }

    [Fact]
    public async Task A_call_without_a_trace_id_is_answered_by_content_and_its_dependency_named()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [Call("http://a.test/1", "one")])
            .Exchange("/b", calls: [Call("http://a.test/2", "two")])
            .Build();
        var bench = new LedgerBench(incident);
        bench.Open(0, 0);
        bench.Open(0, 1);

        Assert.Equal("two", await bench.AskAsync(null, "http://a.test/2"));
        Assert.Equal("one", await bench.AskAsync(null, "http://a.test/1"));

        Assert.Equal((2, 0), (bench.Matching.ByContent, bench.Matching.Ambiguous));
        Assert.Equal(["a.test"], bench.Matching.LostContext);
    }

    [Fact]
    public async Task A_call_without_a_trace_id_is_ambiguous_only_where_the_answers_differ()
    {
        var differing = new LedgerBench(TwoExchangesWithOneUrl());
        differing.Open(0, 0);
        differing.Open(0, 1);
        var alike = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/p")]).Exchange("/b", calls: [Call("http://a.test/p")]).Build());
        alike.Open(0, 0);
        alike.Open(0, 1);

        await differing.AskAsync(null, "http://a.test/p");
        await alike.AskAsync(null, "http://a.test/p");

        Assert.Equal((0, 1), (differing.Matching.ByContent, differing.Matching.Ambiguous));
        Assert.Equal((1, 0), (alike.Matching.ByContent, alike.Matching.Ambiguous));
    }

    [Fact]
    public async Task A_call_recorded_without_an_owner_answers_each_worker_once()
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a").Unattributed(Call("http://config.test/", "settings", at: 500)).Build());
        ExchangeScope one = bench.Open(0, 0);
        ExchangeScope two = bench.Open(1, 0);

        Assert.Equal("settings", await bench.AskAsync(one, "http://config.test/"));
        Assert.False(bench.Run.Unattributed.HasAll());
        Assert.Equal("502", await bench.AskAsync(one, "http://config.test/"));
        Assert.Equal("settings", await bench.AskAsync(two, "http://config.test/"));

        Assert.True(bench.Run.Unattributed.HasAll());
        Assert.Empty(bench.Run.Unattributed.Missing());
    }

    [Fact]
    public async Task Calls_without_owner_on_either_side_are_dealt_out_to_the_workers_in_turn()
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a").Unattributed(Call("http://q.test/", "1", at: 500), Call("http://q.test/", "2", at: 500)).Build());

        string[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.AskAsync(null, "http://q.test/")))];

        Assert.Equal(["1", "1", "2", "2", "502"], answers);
        Assert.Equal(4, bench.Matching.Ambiguous);
        Assert.Equal(DivergenceKind.CallExtra, Assert.Single(bench.Divergences).Kind);
    }

    [Fact]
    public async Task Calls_without_owner_that_a_worker_does_not_make_are_counted()
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a").Unattributed(Call("http://q.test/1", at: 500), Call("http://q.test/2", at: 500)).Build());

        await bench.AskAsync(bench.Open(1, 0), "http://q.test/2");

        Assert.Equal([(0, 2), (1, 1)], bench.Run.Unattributed.Missing().Select(missing => (missing.Call.Index, missing.Missing)));
    }

    [Fact]
    public async Task A_refused_call_is_told_the_nearest_recorded_one_and_the_difference()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [Call("http://a.test/other"), Call("http://a.test/pay", method: "POST", body: """{"amount":5}""", at: 3)])
            .Build();
        var bench = new LedgerBench(incident);

        JsonElement refusal = await bench.RefusalAsync(bench.Open(0, 0), "http://a.test/pay", "POST", """{"amount":6}""");

        Assert.Equal("POST http://a.test/pay", refusal.GetProperty("call").GetString());
        Assert.Equal("POST http://a.test/pay", refusal.GetProperty("nearestRecordedCall").GetString());
        Assert.Equal("body/amount", refusal.GetProperty("differsAt").GetString());
        Assert.Equal("5", refusal.GetProperty("expected").GetString());
        Assert.Equal("6", refusal.GetProperty("got").GetString());
        Assert.Equal("no recorded call of this exchange matches", refusal.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_call_made_once_too_often_is_refused_and_a_duplicate()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        ExchangeScope scope = bench.Open(0, 0);
        await bench.AskAsync(scope, "http://a.test/p");

        JsonElement refusal = await bench.RefusalAsync(scope, "http://a.test/p");
        bench.Finish(scope);

        Assert.Equal("every recorded call of this content has been answered already", refusal.GetProperty("reason").GetString());
        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal((DivergenceKind.CallDuplicate, 0, 0), (divergence.Kind, divergence.Exchange, divergence.Call));
        Assert.Equal(1, bench.Matching.Unmatched);
    }

    [Fact]
    public async Task A_late_call_of_a_closed_exchange_reads_like_one_that_came_in_time()
    {
        var inTime = new LedgerBench(TwoExchangesWithOneUrl());
        var late = new LedgerBench(TwoExchangesWithOneUrl());

        foreach ((LedgerBench bench, bool isLate) in new[] { (inTime, false), (late, true) })
        {
            ExchangeScope scope = bench.Open(0, 0);
            await bench.AskAsync(scope, "http://a.test/p");
            if (isLate)
            {
                bench.Finish(scope);
            }

            await bench.RefusalAsync(scope, "http://a.test/p");
            await bench.RefusalAsync(scope, "http://a.test/audit");
            if (!isLate)
            {
                bench.Finish(scope);
            }
        }

        Assert.Equal([DivergenceKind.CallDuplicate, DivergenceKind.CallExtra], late.Divergences.Select(d => d.Kind).Order().Reverse());
        Assert.Equal(
            inTime.Divergences.Select(d => (d.Kind, d.Exchange, d.Location, d.Expected, d.Got, d.CallRequest)),
            late.Divergences.Select(d => (d.Kind, d.Exchange, d.Location, d.Expected, d.Got, d.CallRequest)));
        Assert.Equal(
            inTime.Recorder.Agreement.CompleteRun(0, [new Sum256(), new Sum256()]),
            late.Recorder.Agreement.CompleteRun(0, [new Sum256(), new Sum256()]));
    }

    [Fact]
    public async Task A_call_that_comes_while_its_exchange_closes_is_not_lost()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        ExchangeScope scope = bench.Open(0, 0);
        await bench.AskAsync(scope, "http://a.test/p");

        // Closed, and not yet taken from the list of open exchanges: where a call may find it.
        ExchangeReport.Add(scope, bench.Plan, bench.Recorder, new Sum256(), new());
        await bench.RefusalAsync(scope, "http://a.test/p");

        Assert.Equal(DivergenceKind.CallDuplicate, Assert.Single(bench.Divergences).Kind);
    }

    [Fact]
    public async Task A_stray_call_of_a_run_that_is_over_is_refused_and_named_by_its_run()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        ExchangeScope scope = bench.Open(1, 0);
        bench.NextRun();
        bench.Open(1, 0);

        JsonElement refusal = await bench.RefusalAsync(scope, "http://a.test/p");

        Assert.Equal("it belongs to run 1, which is over", refusal.GetProperty("reason").GetString());
        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal((0, 1, 0), (divergence.Run, divergence.Worker, divergence.Exchange));
    }

    [Fact]
    public async Task A_call_that_fits_nowhere_is_refused_whoever_makes_it()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        bench.Open(0, 0);

        JsonElement refusal = await bench.RefusalAsync(null, "http://unknown.test/");

        Assert.Equal("it names no exchange, and no recorded call that is still unanswered matches it", refusal.GetProperty("reason").GetString());
        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal((DivergenceKind.CallExtra, -1, -1), (divergence.Kind, divergence.Exchange, divergence.Worker));
    }

    [Fact]
    public async Task Before_the_first_run_every_call_is_refused_and_none_is_held_against_the_service()
    {
        var engine = new ReplayEngine(ReplayPlan.Create(TwoExchangesWithOneUrl(), new ReplayOptions()), new FakeService(_ => Task.FromResult(FakeRequest.Answer())));

        DependencyAnswer answer = await engine.Responder.AnswerAsync(FakeRequest.RequestOf("http://a.test/p"), default);

        Assert.Equal(502, answer.Status);
        Assert.Contains("no replay is running", LedgerBench.Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_call_is_paired_with_the_missing_one_whichever_of_two_concurrent_ones_comes_first()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [Call("http://a.test/b", method: "POST", body: """{"n":1}""", took: 9), Call("http://a.test/b", method: "POST", body: """{"n":2}""", at: 2, took: 9)])
            .Build();

        foreach (string[] order in new string[][] { ["""{"n":1}""", """{"n":3}"""], ["""{"n":3}""", """{"n":1}"""] })
        {
            var bench = new LedgerBench(incident);
            ExchangeScope scope = bench.Open(0, 0);
            foreach (string body in order)
            {
                await bench.AskAsync(scope, "http://a.test/b", "POST", body);
            }

            bench.Finish(scope);
            Divergence divergence = Assert.Single(bench.Divergences);
            Assert.Equal((DivergenceKind.CallChanged, 1, "body/n", "2", "3"), (divergence.Kind, divergence.Call, divergence.Location, divergence.Expected, divergence.Got));
        }
    }

    [Fact]
    public async Task Of_several_changed_calls_the_most_alike_are_paired_first()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [Call("http://a.test/stock?sku=1"), Call("http://b.test/audit", at: 3)])
            .Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);

        await bench.AskAsync(scope, "http://a.test/prices");
        await bench.AskAsync(scope, "http://a.test/stock?sku=2");
        bench.Finish(scope);

        Assert.Equal(
            [(DivergenceKind.CallChanged, "query/sku"), (DivergenceKind.CallExtra, "GET http://a.test/prices"), (DivergenceKind.CallMissing, "")],
            bench.Divergences.Select(d => (d.Kind, d.Location)).OrderBy(d => d.Item2 == "" ? 2 : d.Item2[0] == 'q' ? 0 : 1));
    }

    [Fact]
    public async Task A_reordered_dependency_call_is_reported_at_its_first_index()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/0"), Call("http://a.test/1", at: 3), Call("http://a.test/2", at: 5)]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);
        await bench.AskAsync(scope, "http://a.test/0");

        Task<string> early = bench.AskAsync(scope, "http://a.test/2");
        Assert.False(early.IsCompleted);
        time.Advance(ReorderPatience.Longest);
        await early.WaitAsync(Patience.Limit);
        await bench.AskAsync(scope, "http://a.test/1");
        bench.Finish(scope);

        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal((DivergenceKind.CallReordered, 1), (divergence.Kind, divergence.Call));
        Assert.Equal("GET http://a.test/1, then GET http://a.test/2", divergence.Expected);
    }

    [Fact]
    public async Task While_a_call_is_held_for_its_predecessors_the_exchange_is_not_idle()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/0"), Call("http://a.test/1", at: 3)]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);

        Task<string> early = bench.AskAsync(scope, "http://a.test/1");
        time.Advance(ReorderPatience.Longest / 2);

        Assert.False(early.IsCompleted);
        Assert.Equal(TimeSpan.Zero, scope.Activity.Idle());
    }

    [Fact]
    public async Task A_call_that_a_fault_made_fail_is_answered_when_it_is_tried_again()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted("dep=a.test retries=2"));
        ExchangeScope scope = bench.Open(0, 0);

        string[] attempts = [await bench.AskAsync(scope, "http://a.test/p"), await bench.AskAsync(scope, "http://a.test/p"), await bench.AskAsync(scope, "http://a.test/p")];
        bench.Finish(scope);

        Assert.Equal(["503", "503", "for a"], attempts);
        Assert.Empty(bench.Divergences);
        Assert.Equal(2, bench.Matching.Faulted);
    }

    [Theory]
    [InlineData("drop=100%", false)]
    [InlineData("reset=100%", true)]
    public async Task A_call_that_a_fault_drops_or_resets_gets_no_response(string effect, bool isReset)
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted($"dep=a.test {effect}"));

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0))));

        Assert.Equal((0, true, isReset), (answer.Status, answer.Abort, answer.Reset));
        Assert.Equal(1, bench.Matching.Faulted);
    }

    [Fact]
    public async Task A_call_in_a_blackhole_is_not_answered_and_after_ten_minutes_its_connection_is_closed()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted("dep=a.test blackhole=100%"), time);
        Task<DependencyAnswer> asked = bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0)))).AsTask();

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        bool wasAnswered = asked.IsCompleted;
        time.Advance(TimeSpan.FromTicks(1));

        Assert.False(wasAnswered);
        Assert.Equal(DependencyAnswer.Closed, await asked.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_call_in_a_blackhole_ends_when_its_caller_gives_it_up()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted("dep=a.test blackhole=100%"), new FakeTimeProvider());
        using var givenUp = new CancellationTokenSource();
        Task<DependencyAnswer> asked = bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0))), givenUp.Token).AsTask();

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Patience.Limit));
        Assert.Equal(1, bench.Matching.Faulted);
    }

    [Theory]
    [InlineData("closed", 0, false)]
    [InlineData("reset", 0, true)]
    [InlineData(null, 502, false)]
    public async Task A_recorded_call_without_a_response_ends_as_it_did_for_the_caller(string? end, int status, bool isReset)
    {
        IncidentEvent call = Call("http://a.test/p") with { Status = 0, Error = "connection_reset: a.test", ConnectionEnd = end, ResponseBody = RecordedBody.None };
        Incident incident = new IncidentBuilder().Exchange("/a", calls: [call]).Build();
        var bench = new LedgerBench(incident);

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0))));

        Assert.Equal((status, isReset), (answer.Status, answer.Reset));
        Assert.Equal(end is not null, ConnectionEnd.IsIn(incident));
    }

    [Fact]
    public async Task A_caller_that_gives_up_while_an_injected_latency_passes_may_ask_again()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted("dep=a.test latency=1s"), time);
        ExchangeScope scope = bench.Open(0, 0);
        using var aborted = new CancellationTokenSource();
        Task<DependencyAnswer> given = bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(scope)), aborted.Token).AsTask();
        Assert.Equal(TimeSpan.Zero, scope.Activity.Idle());

        await aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.WaitAsync(Patience.Limit));
        Task<string> again = bench.AskAsync(scope, "http://a.test/p");
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("for a", await again.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_caller_that_gives_up_while_its_answer_is_held_back_may_ask_again()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/0", "0"), Call("http://a.test/1", "1", at: 3)]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);
        using var aborted = new CancellationTokenSource();
        Task<DependencyAnswer> held = bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/1", traceId: bench.TraceIdOf(scope)), aborted.Token).AsTask();

        await aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(Patience.Limit));

        Assert.Equal("0", await bench.AskAsync(scope, "http://a.test/0"));
        Assert.Equal("1", await bench.AskAsync(scope, "http://a.test/1"));
    }

    [Fact]
    public async Task A_call_that_the_service_gave_up_in_the_incident_is_left_without_an_answer_until_it_does_again()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/slow", took: 3000, status: 0, error: "client_aborted: a.test")]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);

        Task<DependencyAnswer> unanswered = bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/slow", traceId: bench.TraceIdOf(scope))).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(6999));
        Assert.False(unanswered.IsCompleted);
        Assert.Equal(TimeSpan.Zero, scope.Activity.Idle());
        time.Advance(TimeSpan.FromMilliseconds(1));
        DependencyAnswer answer = await unanswered.WaitAsync(Patience.Limit);
        bench.Finish(scope);

        Assert.Equal((0, true), (answer.Status, answer.Abort));
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_failed_call_is_answered_with_the_very_bytes_that_capture_gave()
    {
        const string Error = "connection_refused: a.test";
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/p", status: 0, error: Error)]).Build());
        DependencyAnswer captured = GatewayFailure.ToAnswer(Error);

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0))));

        Assert.Equal(captured.Status, answer.Status);
        Assert.Equal(captured.Body.ToArray(), answer.Body.ToArray());
        Assert.Equal(captured.Headers, answer.Headers);
    }

    [Fact]
    public async Task A_response_that_was_cut_short_is_cut_short_again()
    {
        IncidentEvent cut = Call("http://a.test/p") with
        {
            Error = "connection_reset: a.test",
            ResponseHeaders = HeaderMap.Of(("Content-Length", "100"), ("Transfer-Encoding", "chunked"), ("X-Kept", "1")),
            ResponseBody = RecordedBody.FromBytes("half"u8.ToArray(), truncated: true),
        };
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [cut]).Build());

        DependencyAnswer answer = await bench.AnswerAsync(FakeRequest.RequestOf("http://a.test/p", traceId: bench.TraceIdOf(bench.Open(0, 0))));

        Assert.Equal((200, true, "half"), (answer.Status, answer.Abort, LedgerBench.Text(answer)));
        Assert.Equal(["X-Kept"], answer.Headers.Select(field => field.Key));
    }

    [Fact]
    public async Task Trace_ids_in_urls_and_bodies_are_no_difference()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [Call($"http://a.test/{TraceId(0)}", method: "POST", body: $$"""{"trace":"{{TraceId(0)}}"}""")])
            .Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(3, 0);
        string id = bench.TraceIdOf(scope);

        Assert.Equal("{}", await bench.AskAsync(scope, $"http://a.test/{id}", "POST", $$"""{"trace":"{{id}}"}"""));
    }

    [Fact]
    public async Task A_service_gone_wild_is_reported_in_bounded_memory()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl());
        ExchangeScope scope = bench.Open(0, 0);

        for (int i = 0; i < 1000; i++)
        {
            await bench.AskAsync(scope, $"http://wild.test/{i}");
        }

        bench.Finish(scope);
        Assert.Equal(1000, bench.Recorder.Divergences.CountsByKind()[DivergenceKind.CallExtra]);
        Assert.True(bench.Divergences.Count <= DivergenceLog.DefaultCapacity);
    }

    [Fact]
    public async Task Faults_count_the_calls_they_are_for_and_those_they_changed()
    {
        var bench = new LedgerBench(TwoExchangesWithOneUrl(), Faulted("dep=a.test status=500", "dep=other.test status=500"));
        await bench.AskAsync(bench.Open(0, 0), "http://a.test/p");

        IReadOnlyList<FaultSummary> faults = bench.Recorder.Complete(new ReplayRecordingParts()).Observed.Faults;

        Assert.Equal([(1L, 1L), (0L, 0L)], faults.Select(fault => (fault.CallsMatched, fault.CallsFaulted)));
    }

    [Fact]
    public async Task A_call_whose_recording_is_incomplete_is_refused_and_said_when_it_is_of_no_exchange()
    {
        IncidentEvent truncated = Call("http://a.test/big") with { ResponseBody = RecordedBody.FromBytes(Encoding.UTF8.GetBytes("x"), size: 9_000_000, truncated: true) };
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a").Unattributed(truncated).Build());

        JsonElement refusal = await bench.RefusalAsync(null, "http://a.test/big");

        Assert.Contains("9000000 bytes was longer than the capture limit", refusal.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Single(bench.Recorder.Complete(new ReplayRecordingParts()).Observed.Unanswerable);
    }

    private static Incident TwoExchangesWithOneUrl() => new IncidentBuilder()
        .Exchange("/a", calls: [Call("http://a.test/p", "for a")])
        .Exchange("/b", calls: [Call("http://a.test/p", "for b")])
        .Build();

    private static ReplayOptions Faulted(params string[] faults) => FakeService.AsFastAsPossible with { Faults = [.. faults.Select(Fault.Parse)] };
}
