using InfernoSim.Measuring;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Limits;

public sealed class LoadMeterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoadMeter _meter;

    public LoadMeterTests()
    {
        _meter = new LoadMeter(_time);
        _meter.Begin(askedRate: null);
        _meter.BeginRun(4, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Time_in_the_stub_is_not_time_in_the_service()
    {
        _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        Pass(1);
        LoadMeter.CallInStub call = _meter.CallBegan("bank.test", this);
        Pass(3);
        call.End(CallEnding.Answered);
        _meter.EndRequest(this, TimeSpan.FromSeconds(4), RequestEnding.Answered);

        LoadEvidence load = _meter.Read();

        Assert.Equal((1.0, 0.75, 0.25), (load.InFlight, load.WaitingForDependencies, load.InService));
        Assert.Equal(load.InFlight, load.InFlightByLittle);
        Assert.Equal(("bank.test", 1, 0.75), (load.Dependencies[0].Name, load.Dependencies[0].Calls, load.Dependencies[0].Waiting));
    }

    [Fact]
    public void An_exchange_with_two_calls_at_once_waits_once()
    {
        _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        LoadMeter.CallInStub first = _meter.CallBegan("bank.test", this);
        LoadMeter.CallInStub second = _meter.CallBegan("post.test", this);
        Pass(1);
        first.End(CallEnding.Answered);
        second.End(CallEnding.Answered);

        LoadEvidence load = _meter.Read();

        Assert.Equal((2.0, 1.0), (load.InStub, load.WaitingForDependencies));
    }

    [Fact]
    public void A_count_that_never_goes_beyond_a_number_is_a_plateau()
    {
        LoadMeter.CallInStub[] calls = [.. Enumerable.Range(0, 3).Select(_ => _meter.CallBegan("bank.test", new object()))];
        Pass(9);
        foreach (LoadMeter.CallInStub call in calls)
        {
            call.End(CallEnding.Answered);
        }

        Pass(1);

        Assert.Equal(new Plateau(3, 0.9), _meter.Read().StubPlateau);
    }

    [Fact]
    public void Calls_that_were_given_up_are_weighed_by_their_time()
    {
        LoadMeter.CallInStub patient = _meter.CallBegan("bank.test", new object());
        Pass(1);
        patient.End(CallEnding.Answered);
        LoadMeter.CallInStub impatient = _meter.CallBegan("bank.test", new object());
        Pass(3);
        impatient.End(CallEnding.GivenUp);

        DependencyLoad bank = Assert.Single(_meter.Read().Dependencies);

        Assert.Equal((0.75, 1), (bank.GivenUpShare, bank.GivenUp));
    }

    [Theory]
    [InlineData(true, -0.01, 0.01)]
    [InlineData(false, 0.8, 1.1)]
    public void Requests_that_pile_up_are_a_growing_backlog(bool isAnswered, double least, double most)
    {
        _meter.BeginRun(40, TimeSpan.FromSeconds(4));
        for (int i = 0; i < 40; i++)
        {
            _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
            Pass(0.05);
            if (isAnswered)
            {
                _meter.EndRequest(this, TimeSpan.FromSeconds(0.05), RequestEnding.Answered);
            }

            Pass(i < 39 ? 0.05 : 0);
        }

        Assert.True(_meter.HasSentAll);
        Assert.InRange(_meter.Read().BacklogGrowth!.Value, least, most);
    }

    [Fact]
    public void A_queue_for_one_request_of_ten_grows_from_quarter_to_quarter_and_is_waited_in_longer_and_longer()
    {
        // Two a second come to it, and one goes.
        const int Requests = 400;
        _meter.BeginRun(Requests, TimeSpan.FromSeconds(20));
        for (int i = 0; i < Requests; i++)
        {
            _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
            if (i % 10 != 0)
            {
                _meter.EndRequest(this, TimeSpan.FromMilliseconds(1), RequestEnding.Answered);
            }

            if (i > 0 && i % 20 == 0)
            {
                _meter.EndRequest(this, TimeSpan.FromSeconds(i / 2 * 0.05), RequestEnding.Answered);
            }

            Pass(i < Requests - 1 ? 0.05 : 0);
        }

        LoadEvidence load = _meter.Read();

        Assert.InRange(load.LeastGrowth!.Value, 0.04, 0.06);
        Assert.InRange(load.LongestChange!.Value, 1.9, 2.2);
        Assert.InRange(load.LongestShare!.Value, 0.45, 0.5);
    }

    [Fact]
    public void Nothing_of_before_the_begin_is_counted()
    {
        _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        Pass(5);
        _meter.Begin(askedRate: 10);
        Pass(2);

        LoadEvidence load = _meter.Read();

        Assert.Equal((2.0, 0L, 1.0, 10.0), (load.Elapsed, load.Completed, load.InFlight, load.AskedRate));
    }

    [Theory]
    [InlineData(RequestEnding.Answered, 1, 0)]
    [InlineData(RequestEnding.Refused, 1, 0)]
    [InlineData(RequestEnding.Failed, 1, 0)]
    [InlineData(RequestEnding.NotConnected, 0, 1)]
    [InlineData(RequestEnding.Closed, 0, 1)]
    [InlineData(RequestEnding.Unanswered, 0, 1)]
    internal void A_request_without_a_response_is_not_completed(RequestEnding ending, long completed, long without)
    {
        _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        Pass(1);
        _meter.EndRequest(this, TimeSpan.FromSeconds(1), ending);

        LoadEvidence load = _meter.Read();

        Assert.Equal((completed, without, (double)completed), (load.Completed, load.Endings.WithoutResponse, load.AchievedRate));
    }

    [Theory]
    [InlineData(CallEnding.Failed, RequestEnding.Refused, 1)]
    [InlineData(CallEnding.Failed, RequestEnding.Failed, 1)]
    [InlineData(CallEnding.Failed, RequestEnding.Answered, 0)]
    [InlineData(CallEnding.Answered, RequestEnding.Refused, 0)]
    internal void A_request_that_is_turned_away_after_a_failed_call_follows_from_it(CallEnding call, RequestEnding ending, long following)
    {
        var (failing, other) = (new object(), new object());
        _meter.BeginRequest(failing, TimeSpan.Zero, TimeSpan.Zero);
        _meter.BeginRequest(other, TimeSpan.Zero, TimeSpan.Zero);
        _meter.CallBegan("bank.test", failing).End(call);
        _meter.EndRequest(failing, TimeSpan.Zero, ending);
        _meter.EndRequest(other, TimeSpan.Zero, RequestEnding.Refused);

        Assert.Equal(following, _meter.Read().AfterDependencyErrors);
    }

    [Theory]
    [InlineData(CallEnding.Failed, RequestEnding.Refused, 1)]
    [InlineData(CallEnding.Failed, RequestEnding.Answered, 0)]
    [InlineData(CallEnding.Answered, RequestEnding.Refused, 0)]
    internal void The_call_that_failed_may_be_over_after_the_request_that_follows_from_it(CallEnding call, RequestEnding ending, long following)
    {
        _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        LoadMeter.CallInStub failing = _meter.CallBegan("bank.test", this);
        LoadMeter.CallInStub other = _meter.CallBegan("post.test", this);
        _meter.EndRequest(this, TimeSpan.Zero, ending);
        other.End(CallEnding.Answered);
        failing.End(call);

        Assert.Equal(following, _meter.Read().AfterDependencyErrors);
    }

    // Of a service that does not pass on whose call it is, one failed call explains one of the requests that were open when it came.
    [Theory]
    [InlineData(CallEnding.Failed, RequestEnding.Refused, false, 1)]
    [InlineData(CallEnding.Failed, RequestEnding.Refused, true, 1)]
    [InlineData(CallEnding.Failed, RequestEnding.Answered, false, 0)]
    [InlineData(CallEnding.Answered, RequestEnding.Refused, false, 0)]
    [InlineData(CallEnding.Answered, RequestEnding.Refused, true, 0)]
    internal void A_failed_call_that_names_no_request_is_that_of_one_that_was_open(CallEnding ending, RequestEnding request, bool isOverEarly, long following)
    {
        var (early, guessed, late) = (new object(), new object(), new object());
        _meter.BeginRequest(early, TimeSpan.Zero, TimeSpan.Zero);
        _meter.BeginRequest(guessed, TimeSpan.Zero, TimeSpan.Zero);
        Pass(1);
        LoadMeter.CallInStub call = _meter.CallBegan("bank.test", guessed, isNamed: false);
        Pass(1);
        _meter.BeginRequest(late, TimeSpan.Zero, TimeSpan.Zero);
        _meter.EndRequest(late, TimeSpan.Zero, RequestEnding.Refused);
        if (isOverEarly)
        {
            _meter.EndRequest(early, TimeSpan.Zero, request);
            call.End(ending);
        }
        else
        {
            call.End(ending);
            _meter.EndRequest(early, TimeSpan.Zero, request);
        }

        _meter.EndRequest(guessed, TimeSpan.Zero, request);

        Assert.Equal(following, _meter.Read().AfterDependencyErrors);
    }

    [Theory]
    [InlineData(CallEnding.Failed, 10, 1)]
    [InlineData(CallEnding.Failed, 9, 0)]
    [InlineData(CallEnding.Answered, 10, 0)]
    internal void A_request_that_is_turned_away_while_a_dependency_that_failed_is_not_called_follows_from_that(CallEnding call, int requestsSince, long following)
    {
        _meter.CallBegan("bank.test", new object()).End(call);
        for (int i = 0; i < requestsSince; i++)
        {
            _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        }

        _meter.EndRequest(this, TimeSpan.Zero, RequestEnding.Refused);

        Assert.Equal(following, _meter.Read().AfterDependencyErrors);
    }

    // As behind a limiter, which lets nobody in until they are done.
    [Fact]
    public void A_request_that_is_turned_away_beside_one_that_called_a_dependency_that_failed_does_not_follow_from_that()
    {
        var atWork = new object();
        _meter.BeginRequest(atWork, TimeSpan.Zero, TimeSpan.Zero);
        _meter.CallBegan("bank.test", atWork).End(CallEnding.Failed);
        for (int i = 0; i < 10; i++)
        {
            _meter.BeginRequest(this, TimeSpan.Zero, TimeSpan.Zero);
        }

        _meter.EndRequest(this, TimeSpan.Zero, RequestEnding.Refused);

        Assert.Equal(0, _meter.Read().AfterDependencyErrors);
    }

    [Fact]
    public void A_call_that_is_left_to_the_recording_is_counted_once()
    {
        LoadMeter.CallInStub mapped = _meter.CallBegan("bank.test", this);
        Pass(1);
        mapped.Withdraw();
        LoadMeter.CallInStub recorded = _meter.CallBegan("bank.test", this);
        Pass(1);
        recorded.End(CallEnding.Answered);

        LoadEvidence load = _meter.Read();

        Assert.Equal((1.0, 1.0, 1L), (load.InStub, load.WaitingForDependencies, Assert.Single(load.Dependencies).Calls));
    }

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
