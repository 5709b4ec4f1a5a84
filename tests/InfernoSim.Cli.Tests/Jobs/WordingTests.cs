using InfernoSim.Cli.CommandLine;
using InfernoSim.Testing;

namespace InfernoSim.Cli.Tests.Jobs;

/// <summary>A reader is told what he or she can write: a flag on the command line, a setting in a test.</summary>
public sealed class WordingTests
{
    [Fact]
    public async Task A_replay_that_is_too_short_to_tell_names_the_options_of_whoever_asked()
    {
        await using FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, "hello"), ("POST", "/order", 200, "ordered"));

        (_, string printed, _) = await both.RunAsync("replay", "--stub-compat-listen=", "--runs=1", "--safe-mode", $"--baseline={both.File("command.json")}");
        IncidentReplay replay = await both.Replayer().With(s => (s.Runs, s.SafeMode, s.Baseline) = (1, true, both.File("test.json"))).RunAsync();

        Assert.Contains("use --runs or --fanout of 2 or more", printed, StringComparison.Ordinal);
        Assert.Contains("--safe-mode leaves out requests that may change state", printed, StringComparison.Ordinal);
        string told = replay.Summary.ToText() + replay.FailureMessage + string.Join('\n', replay.Notices);
        Assert.Contains("use Runs or Fanout of 2 or more", told, StringComparison.Ordinal);
        Assert.Contains("SafeMode = true leaves out requests that may change state", told, StringComparison.Ordinal);
        Assert.DoesNotMatch("--[a-z]", told);
    }

    [Fact]
    public async Task A_schedule_that_cannot_fit_names_the_options_of_whoever_asked()
    {
        await using FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, "hello"), ("GET", "/hello", 200, "hello"));

        (_, _, string error) = await both.RunAsync("replay", "--stub-compat-listen=", "--min-gap=1h");
        var problem = await Assert.ThrowsAsync<ReplayConfigurationException>(() => both.Replayer().With(s => s.MinGap = "1h").RunAsync());

        Assert.Contains("but --max-wall-time is 30s a run", error, StringComparison.Ordinal);
        Assert.Contains("--max-wall-time 1h12m0s", error, StringComparison.Ordinal);
        Assert.Contains("but MaxWallTime is 30s a run", problem.Message, StringComparison.Ordinal);
        Assert.Contains("MaxWallTime = \"1h12m0s\"", problem.Message, StringComparison.Ordinal);
        Assert.Contains("TimeScale = 0 with MinGap = \"0s\"", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Runs", "2", "--runs", "--runs 2")]
    [InlineData("Headers", "Cookie: sid=...", "--header", "--header 'Cookie: sid=...'")]
    [InlineData("AllowWrites", "false", "--allow-writes", "--safe-mode")]
    [InlineData("DiagnoseLimit", "true", "--diagnose", "--diagnose")]
    [InlineData("Time", "Real", "time in replay.yaml", "'time: real' in replay.yaml")]
    [InlineData("MaxBody", "1MiB", "--max-body", "--max-body 1MiB")]
    public void An_option_is_called_by_its_flag(string property, string value, string name, string with)
    {
        Assert.Equal(name, FlagWording.Instance.Name(property));
        Assert.Equal(with, FlagWording.Instance.WithValue(property, value));
    }
}
