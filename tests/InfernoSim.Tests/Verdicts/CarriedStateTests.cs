using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Verdicts;

public class CarriedStateTests
{
    private const string Cure = "; State = FreshPerWorker gives each worker a service with state of its own";

    [Theory]
    [InlineData(DivergenceKind.ResponseStatus, "", "201", "409 (exists)", "201 became 409 (exists), as when what it makes is there already")]
    [InlineData(DivergenceKind.ResponseStatus, "", "200", "400 (DuplicateUserName)", "200 became 400 (DuplicateUserName), as when what it makes is there already")]
    [InlineData(DivergenceKind.ResponseHeader, "Location", "/orders/1", "/orders/45", "ids count on: /orders/45 in place of /orders/1 at Location")]
    [InlineData(DivergenceKind.ResponseBody, "/order/id", "1", "45", "ids count on: 45 in place of 1 at /order/id")]
    [InlineData(DivergenceKind.ResponseBody, "/orderId", "\"1\"", "\"45\"", "ids count on: \"45\" in place of \"1\" at /orderId")]
    [InlineData(DivergenceKind.ResponseBody, "/orders", "1 element: [1]", "3 elements: [1,2,3]", "a list has 3 elements in place of 1 at /orders")]
    public void What_another_left_is_named_with_its_evidence_and_its_cure(DivergenceKind kind, string location, string expected, string got, string evidence)
    {
        ReplayObservations observed = Passed() with { Divergences = [Difference(kind, location, expected, got)] };

        Assert.Equal($"state is carried from run to run: in exchange 2 (POST /1) {evidence}{Cure}", CarriedState.Of(observed));
    }

    [Theory]
    [InlineData(DivergenceKind.ResponseStatus, "", "201", "503")]
    [InlineData(DivergenceKind.ResponseStatus, "", "404", "409")]
    [InlineData(DivergenceKind.ResponseHeader, "Location", "/orders/45", "/orders/1")]
    [InlineData(DivergenceKind.ResponseHeader, "Location", "/orders/1", "/carts/2")]
    [InlineData(DivergenceKind.ResponseBody, "/total", "1", "2")]
    [InlineData(DivergenceKind.ResponseBody, "/paid", "1", "2")]
    [InlineData(DivergenceKind.ResponseBody, "/orders", "3 elements: [1,2,3]", "1 element: [1]")]
    [InlineData(DivergenceKind.CallExtra, "", "no such call", "GET http://a.test/")]
    public void Other_differences_are_not_taken_for_state(DivergenceKind kind, string location, string expected, string got)
    {
        ReplayObservations observed = Passed() with { Divergences = [Difference(kind, location, expected, got)] };

        Assert.Null(CarriedState.Of(observed));
    }

    [Theory]
    [InlineData(2, "the call GET http://rates.test/EUR was made by the first and by none after it, as when its answer is kept")]
    [InlineData(3, "the call GET http://rates.test/EUR was made by the first and by none after it, as when its answer is kept")]
    [InlineData(1, null)]
    [InlineData(4, null)]
    public void A_call_that_only_the_first_makes_is_told_from_one_that_is_left_out_now_and_then(int missing, string? evidence)
    {
        Divergence call = Difference(DivergenceKind.CallMissing, "", "GET http://rates.test/EUR", "no such call") with { Call = 0, CallRequest = "GET http://rates.test/EUR", Count = missing };

        string? said = CarriedState.Of(Passed() with { Divergences = [call] });

        Assert.Equal(evidence is null ? null : $"state is carried from run to run: in exchange 2 (POST /1) {evidence}{Cure}", said);
    }

    [Fact]
    public void A_request_that_is_refused_makes_no_calls_and_no_answer_was_kept()
    {
        Divergence call = Difference(DivergenceKind.CallMissing, "", "POST http://mail.test/", "no such call") with { Call = 0, CallRequest = "POST http://mail.test/" };
        Divergence refusal = Difference(DivergenceKind.ResponseStatus, "", "201", "409");

        string? said = CarriedState.Of(Passed() with { Divergences = [call, refusal] });

        Assert.Equal($"state is carried from run to run: in exchange 2 (POST /1) 201 became 409, as when what it makes is there already{Cure}", said);
    }

    [Fact]
    public void What_is_there_for_all_of_them_was_there_before_the_replay()
    {
        Divergence conflict = Difference(DivergenceKind.ResponseStatus, "", "201", "409") with { Run = 0, Count = 4 };

        Assert.StartsWith("state is carried over from before the replay: ", CarriedState.Of(Passed() with { Divergences = [conflict] }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_some_workers_of_a_later_run_meet_is_left_by_another_worker()
    {
        Divergence conflict = Difference(DivergenceKind.ResponseStatus, "", "201", "409") with { Run = 1, Count = 1 };

        Assert.StartsWith("state is carried from worker to worker: ", CarriedState.Of(Passed() with { Divergences = [conflict] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_all_of_them_may_be_the_services_own()
    {
        Divergence refusal = Difference(DivergenceKind.ResponseStatus, "", "201", "400") with { Run = 0, Count = 4 };

        Assert.Null(CarriedState.Of(Passed() with { Divergences = [refusal] }));
    }

    [Fact]
    public void Services_of_their_own_share_something_else()
    {
        ReplayObservations observed = Passed(Options with { State = ReplayState.FreshPerWorker }) with { Divergences = [Difference(DivergenceKind.ResponseBody, "/id", "1", "2")] };

        Assert.EndsWith("; each worker has a service of its own, so it is in what they share: a database server, a file, or static fields of one process", CarriedState.Of(observed), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_says_it()
    {
        ReplayObservations observed = Passed().Diverged(Difference(DivergenceKind.ResponseStatus, "", "201", "409"));

        Assert.Equal($"exchange 2 (POST /1): response status differs: expected 201, got 409; state is carried from run to run: in exchange 2 (POST /1) 201 became 409, as when what it makes is there already{Cure}", observed.Judge().Reason);
    }

    private static ReplayOptions Options => ObservationsBuilder.Options;

    private static ReplayObservations Passed(ReplayOptions? options = null) => ObservationsBuilder.Passed(options);

    private static Divergence Difference(DivergenceKind kind, string location, string expected, string got) => new()
    {
        Kind = kind,
        Run = 1,
        Worker = 0,
        Exchange = 1,
        Request = "POST /1",
        Location = location,
        Expected = expected,
        Got = got,
        Count = 2,
    };
}
