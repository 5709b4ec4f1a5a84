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
        _meter.BeginRequest(TimeSpan.Zero, TimeSpan.Zero);
        Pass(1);
        LoadMeter.CallInStub call = _meter.CallBegan("bank.test", this);
        Pass(3);
        call.End(isGivenUp: false);
        _meter.EndRequest(TimeSpan.FromSeconds(4), isRefused: false);

        LoadEvidence load = _meter.Read();

        Assert.Equal((1.0, 0.75, 0.25), (load.InFlight, load.WaitingForDependencies, load.InService));
        Assert.Equal(load.InFlight, load.InFlightByLittle);
        Assert.Equal(("bank.test", 1, 0.75), (load.Dependencies[0].Name, load.Dependencies[0].Calls, load.Dependencies[0].Waiting));
    }

    [Fact]
    public void An_exchange_with_two_calls_at_once_waits_once()
    {
        _meter.BeginRequest(TimeSpan.Zero, TimeSpan.Zero);
        LoadMeter.CallInStub first = _meter.CallBegan("bank.test", this);
        LoadMeter.CallInStub second = _meter.CallBegan("post.test", this);
        Pass(1);
        first.End(isGivenUp: false);
        second.End(isGivenUp: false);

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
            call.End(isGivenUp: false);
        }

        Pass(1);

        Assert.Equal(new Plateau(3, 0.9), _meter.Read().StubPlateau);
    }

    [Fact]
    public void Calls_that_were_given_up_are_weighed_by_their_time()
    {
        LoadMeter.CallInStub patient = _meter.CallBegan("bank.test", new object());
        Pass(1);
        patient.End(isGivenUp: false);
        LoadMeter.CallInStub impatient = _meter.CallBegan("bank.test", new object());
        Pass(3);
        impatient.End(isGivenUp: true);

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
            _meter.BeginRequest(TimeSpan.Zero, TimeSpan.Zero);
            Pass(0.05);
            if (isAnswered)
            {
                _meter.EndRequest(TimeSpan.FromSeconds(0.05), isRefused: false);
            }

            Pass(i < 39 ? 0.05 : 0);
        }

        Assert.True(_meter.HasSentAll);
        Assert.InRange(_meter.Read().BacklogGrowth!.Value, least, most);
    }

    [Fact]
    public void Nothing_of_before_the_begin_is_counted()
    {
        _meter.BeginRequest(TimeSpan.Zero, TimeSpan.Zero);
        Pass(5);
        _meter.Begin(askedRate: 10);
        Pass(2);

        LoadEvidence load = _meter.Read();

        Assert.Equal((2.0, 0L, 1.0, 10.0), (load.Elapsed, load.Completed, load.InFlight, load.AskedRate));
    }

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
