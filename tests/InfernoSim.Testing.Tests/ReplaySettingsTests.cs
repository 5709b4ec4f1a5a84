using InfernoSim.Planning;

namespace InfernoSim.Testing.Tests;

public sealed class ReplaySettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_options_but_for_the_pace_for_a_test_does_not_wait()
    {
        Assert.Equivalent(new ReplayOptions { Pace = ReplayPace.Causal }, new ReplaySettings().ToOptions(), strict: true);
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
            Ignore = ["header: ETag"],
            Goals = ["p99 < 250ms"],
            MaxCallsPerRequest = 8,
            MaxRetryAmplification = 1.5,
            MaxCallGrowth = 2.5,
            MaxAllocatedPerRequest = 9,
            ForbidSyncOverAsync = true,
            FailOnRegression = "10%",
            Baseline = "checkout.json",
            Descriptors = "shop.pb",
            Seed = 7,
            SafeMode = true,
            LiveState = false,
            Time = ReplayTime.Virtual,
            DependencyTime = DependencyTime.Recorded,
            Pace = ReplayPace.Recorded,
            DiagnoseLimit = true,
        };

        ReplayOptions options = settings.ToOptions();

        Assert.Equal((3, 4, 0.5, 2.0, 6, 7UL), (options.Runs, options.Fanout, options.TimeScale, options.Density, options.MaxEvents, options.Seed));
        Assert.Equal((false, false, true), (options.AllowWrites, options.LiveState, options.DiagnoseLimit));
        Assert.Equal((ReplayTime.Virtual, DependencyTime.Recorded, ReplayPace.Recorded), (options.Time, options.DependencyTime, options.Pace));
        Assert.Equal(TimeSpan.FromMilliseconds(1), options.MinGap);
        Assert.Equal(TimeSpan.FromMinutes(90), options.MaxWallTime);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.MaxIdleTime);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Window);
        Assert.Equal(TimeSpan.FromMilliseconds(200), Assert.Single(options.Faults).Latency);
        Assert.Equal(new("X-Key", "a"), Assert.Single(options.Headers));
        Assert.Equal("header: ETag", Assert.Single(options.Ignore).ToString());
        Assert.Equal("p99 < 250ms", Assert.Single(options.Goals).Text);
        Assert.Equal((8, 1.5, 2.5, 9, true), (options.MaxCallsPerRequest, options.MaxRetryAmplification, options.MaxCallGrowth, options.MaxAllocatedPerRequest, options.ForbidSyncOverAsync));
        Assert.Equal((0.1, "checkout.json", "shop.pb"), (options.FailOnRegression, options.Baseline, options.Descriptors));
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

        // Which file to read is no option of the replay itself.
        options = options.Append(nameof(ReplaySettings.Config));

        Assert.Equal(options.Order(), typeof(ReplaySettings).GetProperties().Select(property => property.Name).Order());
    }

    [Fact]
    public void What_a_setting_says_goes_before_the_file_of_the_incident_though_it_be_the_default()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "replay.yaml"), "runs: 3\nfanout: 4\nsafe-mode: true\nignore:\n  - header: ETag\n");

        ReplayOptions options = new ReplaySettings { Runs = 10, SafeMode = false, Ignore = ["query: sig"] }.ToOptions(folder.Path);

        Assert.Equal((10, 4, true), (options.Runs, options.Fanout, options.AllowWrites));
        Assert.Equal(["header: ETag", "query: sig; dependency: *"], options.Ignore.Select(rule => rule.ToString()));
    }

    [Fact]
    public void Another_file_is_read_where_one_is_named()
    {
        using var folder = new TestFolder();
        string other = Path.Combine(folder.Path, "ci.yaml");
        File.WriteAllText(Path.Combine(folder.Path, "replay.yaml"), "runs: 3\n");
        File.WriteAllText(other, "runs: 5\n");

        Assert.Equal(5, new ReplaySettings { Config = other }.ToOptions(folder.Path).Runs);
        Assert.Equal(3, new ReplaySettings().ToOptions(folder.Path).Runs);
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

    [Theory]
    [InlineData("p98 < 1ms", "Goals: Goal 'p98 < 1ms': 'p98' is not a figure.")]
    [InlineData("p99 < 1", "Goals: Goal 'p99 < 1': '1' is not a duration")]
    public void A_bad_goal_is_refused_with_the_message_of_its_parser(string goal, string message)
    {
        var settings = new ReplaySettings { Goals = [goal] };

        Assert.StartsWith(message, Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("-1%")]
    [InlineData("1001%")]
    [InlineData("")]
    public void A_bad_regression_is_refused(string share)
    {
        var settings = new ReplaySettings { FailOnRegression = share };

        Assert.Equal($"FailOnRegression: '{share}' is not a share from 0% to 1000%; for example 10%", Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message);
    }

    [Fact]
    public void A_header_whose_variable_is_not_set_is_refused()
    {
        var settings = new ReplaySettings { Headers = ["Authorization: Bearer ${INFERNOSIM_NO_SUCH}"] };

        Assert.Contains("INFERNOSIM_NO_SUCH is not set", Assert.Throws<ReplayConfigurationException>(settings.ToOptions).Message, StringComparison.Ordinal);
    }
}
