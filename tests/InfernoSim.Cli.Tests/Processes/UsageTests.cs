using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>Exit codes and messages of the built command.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("replay -h")]
    [InlineData("capture --help")]
    [InlineData("accept --help")]
    [InlineData("--version")]
    public async Task Help_and_version_are_printed_and_succeed(string commandLine)
    {
        ProcessResult result = await RunAsync(commandLine.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.NotEqual("", result.Out);
    }

    [Fact]
    public async Task Nothing_asked_for_is_help_and_a_failure()
    {
        ProcessResult help = await RunAsync("--help");

        ProcessResult result = await RunAsync();

        Assert.Equal(help with { ExitCode = 2 }, result);
    }

    [Fact]
    public async Task Replay_help_explains_a_flag_with_its_default()
    {
        ProcessResult result = await RunAsync("replay", "-h");

        Assert.Contains("--min-gap <DURATION>                The least gap between two requests of a worker. [default: 2ms]", result.Out, StringComparison.Ordinal);
        Assert.Contains("--window <DURATION>                 The objective: all requests of a run complete within this time; 0s for none. [default: 0s]", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_one_line_on_standard_error_and_exit_code_2()
    {
        ProcessResult result = await RunAsync("replay", "--runz=5");

        Assert.Equal(new ProcessResult(2, "", "infernosim: --runz: there is no such flag of 'infernosim replay'; the nearest is --runs"), result);
    }

    [Fact]
    public async Task A_folder_that_is_no_incident_is_one_line_and_exit_code_2()
    {
        ProcessResult result = await RunAsync("replay", "nowhere");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith("infernosim: nowhere: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
    }

    [Fact]
    public async Task The_stack_trace_is_for_who_asks()
    {
        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["replay", "nowhere"], ("INFERNOSIM_TRACE", "1"));

        Assert.Contains("   at InfernoSim.", result.Error, StringComparison.Ordinal);
    }

    private Task<ProcessResult> RunAsync(params string[] args) => InfernoSimProcess.RunAsync(_folder, args);
}
