using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Jobs;

public sealed class UnusableBaselineTests
{
    [Theory]
    [InlineData("--fail-on-regression=10%")]
    [InlineData("--fail-on-regression=10%", "--quiet")]
    [InlineData("--quiet")]
    public async Task A_baseline_that_is_a_folder_is_an_error_with_exit_code_2(params string[] flags)
    {
        await using FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, "hello"));
        string folder = both.File("baseline");
        Directory.CreateDirectory(folder);

        (int code, string printed, string error) = await both.RunAsync("replay", ["--runs=2", "--stub-compat-listen=", $"--baseline={folder}", .. flags]);

        Assert.Equal((2, ""), (code, printed));
        Assert.StartsWith($"infernosim: The baseline {folder} cannot be used: {folder} is a folder", error, StringComparison.Ordinal);
        Assert.Contains("--baseline names another file", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task No_regression_is_not_said_where_earlier_replays_cannot_be_kept()
    {
        using var folder = new TestFolder();
        await using TestService service = await TestService.StartAsync();
        TestIncident.Write(folder, ("GET", "/hello", 200, "hello"));
        folder.Write("not-a-folder", "");

        ProcessResult result = await InfernoSimProcess.RunAsync(
            folder,
            ["replay", "incident", "--runs=2", "--stub-listen=:0", "--stub-compat-listen=", "--fail-on-regression=10%", "--quiet", $"--target-base={service.Address}"],
            ("INFERNOSIM_STATE", folder.File("not-a-folder")));

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("INFERNOSIM_STATE", result.Error, StringComparison.Ordinal);
    }
}
