using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class ReplayOptionsValidationTests
{
    public static TheoryData<string, ReplayOptions> Invalid => new()
    {
        { "Runs", new ReplayOptions { Runs = 0 } },
        { "Runs", new ReplayOptions { Runs = 65536 } },
        { "Fanout", new ReplayOptions { Fanout = 0 } },
        { "Fanout", new ReplayOptions { Fanout = 65536 } },
        { "TimeScale", new ReplayOptions { TimeScale = -0.1 } },
        { "TimeScale", new ReplayOptions { TimeScale = double.NaN } },
        { "TimeScale", new ReplayOptions { TimeScale = double.PositiveInfinity } },
        { "Density", new ReplayOptions { Density = 0 } },
        { "Density", new ReplayOptions { Density = double.NaN } },
        { "MinGap", new ReplayOptions { MinGap = TimeSpan.FromTicks(-1) } },
        { "MaxWallTime", new ReplayOptions { MaxWallTime = TimeSpan.FromSeconds(-1) } },
        { "MaxIdleTime", new ReplayOptions { MaxIdleTime = TimeSpan.FromSeconds(-1) } },
        { "Window", new ReplayOptions { Window = TimeSpan.FromSeconds(-1) } },
        { "MaxEvents", new ReplayOptions { MaxEvents = -1 } },
        { "Pace", new ReplayOptions { Pace = (ReplayPace)7 } },
        { "DependencyTime", new ReplayOptions { DependencyTime = (DependencyTime)7 } },
        { "Bad Name", With("Bad Name", "x") },
        { "X-Split", With("X-Split", "a\r\nX-Injected: b") },
        { "Content-Length", With("Content-Length", "5") },
        { "traceparent", With("traceparent", "x") },
        { "Connection", With("Connection", "close") },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_out_of_range_is_refused_by_name(string name, ReplayOptions options)
    {
        var refused = Assert.Throws<ReplayConfigurationException>(() => ReplayPlan.Create(new IncidentBuilder().Build(), options));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_in_them()
    {
        var most = new ReplayOptions { Runs = 65535, Fanout = 65535, TimeScale = 1e6, Density = 1e6, MaxEvents = int.MaxValue };
        var least = new ReplayOptions { Runs = 1, Fanout = 1, TimeScale = 0, Density = 1e-6, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero, MaxIdleTime = TimeSpan.Zero };

        Assert.Equal(most, ReplayPlan.Create(new IncidentBuilder().Build(), most).Options);
        Assert.Equal(least, ReplayPlan.Create(new IncidentBuilder().Build(), least).Options);
    }

    [Theory]
    [InlineData("Authorization", "Bearer x")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("Host", "other.test")]
    [InlineData("Cookie", "a=b")]
    public void What_a_request_can_carry_can_be_supplied(string name, string value)
    {
        Assert.Single(ReplayPlan.Create(new IncidentBuilder().Build(), With(name, value)).Options.Headers);
    }

    private static ReplayOptions With(string name, string value) => new() { Headers = [new(name, value)] };
}
