using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;

namespace InfernoSim.Tests.Observing;

public class ResponseTimesTests
{
    [Fact]
    public void Routes_are_told_apart_by_method_and_path_without_ids()
    {
        ResponseTimes times = TimesOf("/items/1", "/items/2", "/basket");
        Add(times, 0, 10);
        Add(times, 1, 12);
        Add(times, 2, 50);

        RunSample sample = times.TakeSample(TimeSpan.FromSeconds(1))!;

        Assert.Equal(["GET /basket", "GET /items/{id}"], sample.Routes.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(sample.Routes["GET /items/{id}"], 9.9, 10.1);
        Assert.InRange(sample.Routes["GET /basket"], 49.5, 50.5);
    }

    [Fact]
    public void A_run_begins_with_no_times_of_the_last_one()
    {
        ResponseTimes times = TimesOf("/items/1", "/basket");
        Add(times, 0, 10);
        Add(times, 1, 10);
        times.TakeSample(TimeSpan.FromSeconds(1));
        Add(times, 1, 90);

        RunSample second = times.TakeSample(TimeSpan.FromSeconds(1))!;

        Assert.Equal(["GET /basket"], second.Routes.Keys);
        Assert.InRange(second.Routes["GET /basket"], 89, 91);
    }

    [Fact]
    public void Where_all_requests_go_to_one_route_it_is_not_told_apart()
    {
        ResponseTimes times = TimesOf("/items/1", "/items/2");
        Add(times, 0, 10);

        Assert.Empty(times.TakeSample(TimeSpan.FromSeconds(1))!.Routes);
    }

    [Fact]
    public void Of_many_routes_those_with_the_most_requests_are_told_apart()
    {
        string[] targets = [.. Enumerable.Range(0, 12).Select(route => $"/{(char)('a' + route)}"), "/l", "/k"];
        ResponseTimes times = TimesOf(targets);
        foreach (int exchange in Enumerable.Range(0, targets.Length))
        {
            Add(times, exchange, 10);
        }

        IReadOnlyDictionary<string, double> routes = times.TakeSample(TimeSpan.FromSeconds(1))!.Routes;

        Assert.Equal(10, routes.Count);
        Assert.Contains("GET /k", routes.Keys);
        Assert.Contains("GET /l", routes.Keys);
    }

    [Fact]
    public void What_is_warm_is_what_comes_after_the_first_run()
    {
        ResponseTimes times = TimesOf("/items/1");
        Add(times, 0, 500);
        times.TakeSample(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), (times.Latency.Count, times.WarmLatency.Count));

        Add(times, 0, 20);
        times.TakeSample(TimeSpan.FromSeconds(1));

        Assert.Equal((2, 1), (times.Latency.Count, times.WarmLatency.Count));
        Assert.InRange(times.Latency.Max, 499, 501);
        Assert.InRange(times.WarmLatency.Max, 19.9, 20.1);
        Assert.InRange(times.WarmServiceTime.Max, 9.9, 10.1);
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 40)]
    [InlineData(200, 25)]
    public void The_slowest_twentieth_is_told_of_requests_enough(int requests, double mean)
    {
        ResponseTimes times = TimesOf("/items/1");
        foreach (int request in Enumerable.Range(0, requests))
        {
            Add(times, 0, request < 5 ? 40 : 10);
        }

        times.TakeSample(TimeSpan.FromSeconds(1));

        Assert.InRange(times.Latency.SlowestMean, mean * 0.99, mean * 1.01);
    }

    private static ResponseTimes TimesOf(params string[] targets)
    {
        var incident = new IncidentBuilder();
        foreach (string target in targets)
        {
            incident.Exchange(target);
        }

        return new ResponseTimes(ExchangeRoutes.Of(ReplayPlan.Create(incident.Build(), new ReplayOptions())));
    }

    private static void Add(ResponseTimes times, int exchange, int milliseconds) =>
        times.Add(exchange, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(milliseconds / 2.0));
}
