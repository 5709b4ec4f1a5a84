using InfernoSim.Replay;

namespace InfernoSim.Testing.Tests;

public sealed class ReplaySettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_options()
    {
        Assert.Equivalent(new ReplayOptions(), new ReplaySettings().ToOptions(), strict: true);
    }

    [Fact]
    public void Every_setting_reaches_the_option_of_its_name()
    {
        var settings = new ReplaySettings
        {
            Runs = 3,
            Fanout = 4,
            TimeScale = 0.5,
            Density = 2,
            MinGap = "1ms",
            MaxWallTime = "1h30m",
            MaxIdleTime = "1.5s",
            MaxEvents = 6,
            Window = "5m",
            Inject = ["dep=payments.test latency=+200ms"],
            Headers = ["X-Key: a"],
            Seed = 7,
            SafeMode = true,
            DiagnoseLimit = true,
        };

        ReplayOptions options = settings.ToOptions();

        Assert.Equal((3, 4, 0.5, 2.0, 6, 7UL, false, true), (options.Runs, options.Fanout, options.TimeScale, options.Density, options.MaxEvents, options.Seed, options.AllowWrites, options.DiagnoseLimit));
        Assert.Equal(TimeSpan.FromMilliseconds(1), options.MinGap);
        Assert.Equal(TimeSpan.FromMinutes(90), options.MaxWallTime);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.MaxIdleTime);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Window);
        Assert.Equal(TimeSpan.FromMilliseconds(200), Assert.Single(options.Faults).Latency);
        Assert.Equal(new("X-Key", "a"), Assert.Single(options.Headers));
    }

    [Fact]
    public void There_is_a_setting_for_every_option()
    {
        IEnumerable<string> options = typeof(ReplayOptions).GetProperties().Select(property => property.Name switch
        {
            nameof(ReplayOptions.Faults) => nameof(ReplaySettings.Inject),
            nameof(ReplayOptions.AllowWrites) => nameof(ReplaySettings.SafeMode),
            string name => name,
        });

        Assert.Equal(options.Order(), typeof(ReplaySettings).GetProperties().Select(property => property.Name).Order());
    }

    [Theory]
    [InlineData("5x", "Window: '5x' is not a duration of 0 or more with its unit (ms, s, m, h); for example 20s")]
    [InlineData("-1s", "Window: '-1s' is not a duration of 0 or more with its unit (ms, s, m, h); for example 20s")]
    public void A_bad_duration_is_refused_by_the_name_of_its_setting(string text, string message)
    {
        var settings = new ReplaySettings { Window = text };

        Assert.Equal(message, Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message);
    }

    [Fact]
    public void A_bad_fault_is_refused_with_the_message_of_its_parser()
    {
        var settings = new ReplaySettings { Inject = ["dep=a latncy=5ms"] };
        string expected = Assert.Throws<ReplayConfigurationException>(() => Faults.Fault.Parse("dep=a latncy=5ms")).Message;

        Assert.Equal($"Inject: {expected}", Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message);
    }

    [Fact]
    public void A_header_whose_variable_is_not_set_is_refused()
    {
        var settings = new ReplaySettings { Headers = ["Authorization: Bearer ${INFERNOSIM_NO_SUCH}"] };

        Assert.Contains("INFERNOSIM_NO_SUCH is not set", Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message, StringComparison.Ordinal);
    }
}
