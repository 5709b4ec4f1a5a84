using DiffEngine;
using InfernoSim.Testing.Snapshots;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>What this process tells a snapshot, through DiffEngine itself. What it holds for a process is put back.</summary>
[Collection(BuildServerSetting.Collection)]
public sealed class SnapshotEnvironmentTests : IDisposable
{
    private readonly BuildServerSetting _developer = new();
    private readonly bool _isDisabled = DiffRunner.Disabled;

    public void Dispose()
    {
        DiffRunner.Disabled = _isDisabled;
        _developer.Dispose();
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void A_tool_may_start_where_there_is_neither_a_build_server_nor_the_off_switch(bool isBuildServer, bool isDisabled, bool expected)
    {
        BuildServerDetector.Detected = isBuildServer;
        DiffRunner.Disabled = isDisabled;

        Assert.Equal(expected, SnapshotEnvironment.OfProcess().MayStartTool);
    }

    [Theory]
    [InlineData("CI", "true", true)]
    [InlineData("CI", "", false)]
    [InlineData("CI", "false", false)]
    [InlineData("TF_BUILD", "True", true)]
    [InlineData("GITHUB_ACTIONS", "true", true)]
    public void What_says_that_it_is_a_build_server_is_one(string variable, string value, bool expected)
    {
        BuildServerDetector.Detected = false;
        DiffRunner.Disabled = false;
        Environment.SetEnvironmentVariable(variable, value);

        Assert.Equal(expected, SnapshotEnvironment.IsBuildServer);
        Assert.Equal(expected, SnapshotEnvironment.OfProcess().OnBuildServer);
        Assert.Equal(!expected, SnapshotEnvironment.OfProcess().MayStartTool);
    }

    [ProcFact]
    public async Task The_tool_that_is_installed_is_started_on_both_files_and_ended_when_all_is_well()
    {
        BuildServerDetector.Detected = false;
        DiffRunner.Disabled = false;
        using var tool = new TempTool();
        DiffTools.AddTool(
            Guid.NewGuid().ToString(), autoRefresh: true, isMdi: false, supportsText: true, requiresTarget: true, useShellExecute: false, TempTool.Arguments, TempTool.Executable, []);
        var target = new SnapshotTarget(tool.File("Checkout.cs"), "Checkout", "Survives");
        var engine = new SnapshotEngine(SnapshotEnvironment.OfProcess);

        await Assert.ThrowsAsync<SnapshotMismatchException>(() => engine.VerifyAsync("HEAD", target, CancellationToken.None));
        string started = await tool.StartedAsync();
        await File.WriteAllTextAsync(target.VerifiedPath, "HEAD");
        await engine.VerifyAsync("HEAD", target, CancellationToken.None);

        Assert.Equal($"{TempTool.Executable} -f {target.ReceivedPath} {target.VerifiedPath}", started);
        await tool.EndedAsync();
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_accept_switch_is_on_for_1_and_true(string? value, bool expected) => Assert.Equal(expected, SnapshotEnvironment.IsOn(value));
}
