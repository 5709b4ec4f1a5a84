using InfernoSim.Load;

namespace InfernoSim.Tests.Load;

public class LoadResultTests
{
    private static readonly LoadShape Shape = new() { Rate = 100, Warmup = TimeSpan.FromSeconds(1), Measured = TimeSpan.FromSeconds(4) };

    [Fact]
    public void Only_what_was_due_in_the_measured_time_counts()
    {
        LoadResult result = ResultOf(Enumerable.Range(0, 500).Select(i => Sample(i * 10, latency: i < 100 ? 900 : 20)));

        Assert.Equal((400, 400), (result.Arrivals, result.Requests));
        Assert.Equal(20, result.MaxLatency);
        Assert.Equal(100, result.Offered);
    }

    [Fact]
    public void Missed_arrivals_are_errors()
    {
        LoadSample[] sent = [.. Enumerable.Range(100, 390).Select(i => Sample(i * 10, latency: 20, isError: i == 200))];

        var result = new LoadResult(Shape, sent, [500, 4900, 4950], new Dictionary<string, int>());

        Assert.Equal((392, 390, 2, 3), (result.Arrivals, result.Requests, result.Missed, result.Errors));
        Assert.Equal(3.0 / 392, result.ErrorShare.Value, 9);
    }

    [Fact]
    public void A_service_that_answers_in_waves_completes_at_the_rate_of_its_waves()
    {
        // Eight at a time, 50 ms each, and always more waiting.
        LoadResult result = ResultOf(Enumerable.Range(0, 1600).Select(i => new LoadSample(i * 3, i * 3, 50 * ((i / 8) + 1), true, false)));

        Assert.Equal(160, result.CompletionRate, 0);
        Assert.InRange(result.LatencyTrend.Low, 900, 1200);
    }

    [Fact]
    public void A_steady_service_shows_no_growth()
    {
        var random = new Random(3);

        LoadResult result = ResultOf(Enumerable.Range(0, 500).Select(i => Sample(i * 10, 20 + (5 * random.NextDouble()))));

        Assert.InRange(result.LatencyTrend.Slope, -1, 1);
        Assert.InRange(result.Goodput.Value, 98, 102);
    }

    [Fact]
    public void A_load_without_any_response_has_figures_all_the_same()
    {
        LoadResult result = ResultOf([]);

        Assert.Equal((0, 0, 0.0, 0.0, 0.0), (result.Arrivals, result.Requests, result.MaxLatency, result.CompletionRate, result.Goodput.Value));
        Assert.Equal(double.PositiveInfinity, result.Latency(0.99).High);
    }

    private static LoadResult ResultOf(IEnumerable<LoadSample> samples) => new(Shape, [.. samples], [], new Dictionary<string, int>());

    private static LoadSample Sample(double due, double latency, bool isError = false) => new(due, due, due + latency, true, isError);
}
