using InfernoSim.Faults;
using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Configuration;

public sealed class ReplayOptionTableTests
{
    [Fact]
    public void Every_option_has_one_entry() =>
        Assert.Equal(typeof(ReplayOptions).GetProperties().Select(property => property.Name).Order(), ReplayOptionTable.All.Select(option => option.Property).Order());

    [Fact]
    public void No_two_options_have_a_name_in_common()
    {
        string[] names = [.. ReplayOptionTable.All.SelectMany(option => option.Keys.Append(option.Name).Distinct().Concat(option.Opposite is { } opposite ? [opposite.Name] : []))];

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_flag_has_a_help_text() =>
        Assert.All(ReplayOptionTable.All.Where(option => option.HasFlag), option => Assert.NotEmpty(option.Help));

    // The key is in files that are kept: were it another, no baseline could be used any more.
    [Fact]
    public void The_key_of_a_baseline_is_what_it_always_was()
    {
        var options = new ReplayOptions
        {
            Runs = 3,
            Fanout = 4,
            TimeScale = 0.5,
            Density = 2,
            MinGap = TimeSpan.FromMilliseconds(1),
            MaxWallTime = TimeSpan.FromSeconds(1),
            MaxEvents = 6,
            AllowWrites = false,
            LiveState = false,
            Time = ReplayTime.Virtual,
            Seed = 7,
            DependencyTime = DependencyTime.None,
            Window = TimeSpan.FromSeconds(20),
            Faults = [Fault.Parse("dep=a drop=5%"), Fault.Parse("dep=b timeout=1s")],
            Headers = [new("X-Key", "secret")],
            Ignore = [NoiseRule.Parse("header: ETag")],
            MaxCallsPerRequest = 8,
        };

        Assert.Equal(
            "runs 3, fan-out 4, time-scale 0.5, density 2, min-gap 1ms, max-events 6, writes False, live state False, time Virtual, seed 7, window 20s, "
            + "faults [dep=a drop=5%; dep=b timeout=1s], headers [X-Key], ignored [header: ETag]",
            ReplayOptionTable.KeyOf(options));
    }

    [Fact]
    public void An_option_that_came_later_is_in_the_key_where_it_is_used()
    {
        Assert.EndsWith("ignored [], dependency time Recorded", ReplayOptionTable.KeyOf(new ReplayOptions { DependencyTime = DependencyTime.Recorded }), StringComparison.Ordinal);
        Assert.EndsWith("ignored [], pace Causal", ReplayOptionTable.KeyOf(new ReplayOptions { Pace = ReplayPace.Causal }), StringComparison.Ordinal);
    }
}
