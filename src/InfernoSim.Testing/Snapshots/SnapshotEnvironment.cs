using DiffEngine;

namespace InfernoSim.Testing.Snapshots;

/// <summary>What a snapshot needs to know of where it is taken, and the diff tool there.</summary>
internal sealed record SnapshotEnvironment
{
    private const string AcceptVariable = "INFERNOSIM_ACCEPT";

    // Looked up each time, for a test host may be told later than DiffEngine looks.
    internal static readonly IReadOnlyList<string> BuildServerVariables = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI"];

    /// <summary>Whether whatever comes is accepted.</summary>
    public bool Accept { get; init; }

    /// <summary>Whether somebody sits there who could look at a diff tool.</summary>
    public required bool MayStartTool { get; init; }

    /// <summary>Whether this is a build server, where nothing can be accepted.</summary>
    public bool OnBuildServer { get; init; }

    /// <summary>Starts the diff tool on a received and a verified file.</summary>
    public required Func<string, string, Task> StartTool { get; init; }

    /// <summary>Ends the diff tool that was started on a received and a verified file, where there is one.</summary>
    public required Action<string, string> EndTool { get; init; }

    /// <summary>Whether this is a build server, where nothing new is made and nobody sits: one that DiffEngine knows, or one that says <c>CI</c>, as most do.</summary>
    public static bool IsBuildServer => BuildServerDetector.Detected || BuildServerVariables.Any(name => IsOn(Environment.GetEnvironmentVariable(name)));

    /// <summary>This process, as it is now. DiffEngine knows build servers, <c>DiffEngine_Disabled</c> and the like.</summary>
    public static SnapshotEnvironment OfProcess() => new()
    {
        Accept = IsOn(Environment.GetEnvironmentVariable(AcceptVariable)),
        OnBuildServer = IsBuildServer,
        MayStartTool = !IsBuildServer && !DiffRunner.Disabled,
        StartTool = static (received, verified) => DiffRunner.LaunchAsync(received, verified),
        EndTool = DiffRunner.Kill,
    };

    internal static bool IsOn(string? value) => value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Ends the tool; a tool that cannot be ended is no reason for a test to fail.</summary>
    public void TryEndTool(SnapshotTarget target)
    {
        try
        {
            if (MayStartTool)
            {
                EndTool(target.ReceivedPath, target.VerifiedPath);
            }
        }
#pragma warning disable CA1031 // Whatever a tool somebody installed may do to it.
        catch
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Starts the tool.</summary>
    /// <returns>What was wrong with it, to be said beside what the test has to say; <see langword="null"/> when nothing was.</returns>
    public async Task<string?> TryStartToolAsync(SnapshotTarget target)
    {
        try
        {
            if (MayStartTool)
            {
                await StartTool(target.ReceivedPath, target.VerifiedPath);
            }

            return null;
        }
#pragma warning disable CA1031 // Whatever a tool somebody installed may do to it.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return problem.Message;
        }
    }
}
