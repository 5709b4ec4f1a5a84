using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>How long a dependency takes to answer in a replay.</summary>
public class DependencyTimeTests
{
    private const string Bank = "http://bank.test/accounts/1";

    private static readonly ReplayOptions Recorded = FakeService.AsFastAsPossible with { DependencyTime = DependencyTime.Recorded };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_call_is_answered_at_once_unless_the_recorded_time_is_asked_for()
    {
        (Task<DependencyAnswer> answer, _) = Ask(Slow(Call(Bank, took: 8000)), FakeService.AsFastAsPossible);

        Assert.Equal(TaskStatus.RanToCompletion, answer.Status);
    }

    [Fact]
    public async Task A_call_takes_its_recorded_time()
    {
        (Task<DependencyAnswer> answer, _) = Ask(Slow(Call(Bank, took: 8000)), Recorded);

        _time.Advance(TimeSpan.FromSeconds(7.999));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task A_call_that_failed_takes_the_time_that_it_took_to_fail()
    {
        (Task<DependencyAnswer> answer, _) = Ask(Slow(Call(Bank, took: 3000, status: 0, error: "connection_refused: bank.test")), Recorded);

        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(502, (await answer).Status);
    }

    [Fact]
    public async Task Injected_latency_comes_on_top()
    {
        (Task<DependencyAnswer> answer, _) = Ask(Slow(Call(Bank, took: 1000)), Recorded with { Faults = [Fault.Parse("dep=bank.test latency=+200ms")] });

        _time.Advance(TimeSpan.FromSeconds(1.199));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task What_a_fault_answers_in_its_place_takes_the_time_of_the_fault()
    {
        (Task<DependencyAnswer> answer, _) = Ask(Slow(Call(Bank, took: 8000)), Recorded with { Faults = [Fault.Parse("dep=bank.test status=503")] });

        Assert.Equal(503, (await answer).Status);
    }

    [Fact]
    public async Task Headers_and_pieces_of_the_body_come_when_they_came()
    {
        IncidentEvent call = Call(Bank, answer: "0123456789", took: 900) with { ResponsePieces = [Piece(100, 0), Piece(100, 4), Piece(900, 10)] };
        (Task<DependencyAnswer> asked, _) = Ask(Slow(call), Recorded);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        AnswerPace pace = (await asked).Pace!;
        ValueTask first = pace.WaitAsync(0, CancellationToken.None);
        Task last = pace.WaitAsync(1, CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(799));

        Assert.True(first.IsCompleted);
        Assert.False(last.IsCompleted);
        Assert.Equal((2, 4, 10), (pace.Count, pace.EndOf(0, 10), pace.EndOf(1, 10)));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await last;
    }

    [Fact]
    public async Task A_client_that_gives_up_before_the_recorded_time_is_named()
    {
        using var impatient = new CancellationTokenSource();
        (Task<DependencyAnswer> answer, Exchanged exchanged) = Ask(Slow(Call(Bank, took: 8000)), Recorded, impatient.Token);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        exchanged.Bench.Finish(exchanged.Scope);

        Divergence divergence = exchanged.Bench.Divergences[0];
        Assert.Equal((DivergenceKind.CallGivenUp, 0, "its answer, which took 8s"), (divergence.Kind, divergence.Call, divergence.Expected));
    }

    [Fact]
    public async Task A_call_that_is_repeated_until_the_answer_is_waited_for_was_not_given_up()
    {
        using var impatient = new CancellationTokenSource();
        (Task<DependencyAnswer> answer, Exchanged exchanged) = Ask(Slow(Call(Bank, took: 8000)), Recorded, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        Task<DependencyAnswer> again = exchanged.AskAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(8));
        await again;
        exchanged.Bench.Finish(exchanged.Scope);

        Assert.DoesNotContain(exchanged.Bench.Divergences, divergence => divergence.Kind == DivergenceKind.CallGivenUp);
    }

    [Fact]
    public async Task A_client_that_gives_up_because_of_a_fault_is_not_blamed_for_the_recorded_time()
    {
        using var impatient = new CancellationTokenSource();
        (Task<DependencyAnswer> answer, Exchanged exchanged) = Ask(
            Slow(Call(Bank, took: 100)), Recorded with { Faults = [Fault.Parse("dep=bank.test latency=10s")] }, impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        exchanged.Bench.Finish(exchanged.Scope);

        Assert.DoesNotContain(exchanged.Bench.Divergences, divergence => divergence.Kind == DivergenceKind.CallGivenUp);
    }

    private (Task<DependencyAnswer> Answer, Exchanged Exchanged) Ask(Incident incident, ReplayOptions options, CancellationToken cancellationToken = default)
    {
        var bench = new LedgerBench(incident, options, _time);
        var exchanged = new Exchanged(bench, bench.Open(0, 0));
        return (exchanged.AskAsync(cancellationToken), exchanged);
    }

    private static Incident Slow(IncidentEvent call) => new IncidentBuilder().Exchange("/", took: 10_000, calls: [call]).Build();

    private static ResponsePiece Piece(long milliseconds, long bytes) => new(milliseconds * 1_000_000, bytes);

    private sealed record Exchanged(LedgerBench Bench, ExchangeScope Scope)
    {
        public Task<DependencyAnswer> AskAsync(CancellationToken cancellationToken) =>
            Bench.AnswerAsync(RequestOf(Bank, "GET", "", Bench.TraceIdOf(Scope)), cancellationToken).AsTask();
    }
}
