using System.Text;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>New, accepted, the same, changed, not the same each time, on a build server.</summary>
public sealed class SnapshotLifeTests : IDisposable
{
    private const string First = "HEAD\nOutcome: PASS_STRONG\nInbound: 3 of 3\nEnd";
    private const string Second = "HEAD\nOutcome: PASS_STRONG\nInbound: 2 of 3\nEnd";

    private readonly TestSnapshots _snapshots = new();

    public void Dispose() => _snapshots.Dispose();

    [Fact]
    public async Task A_new_snapshot_fails_and_leaves_what_came()
    {
        SnapshotMismatchException failure = await _snapshots.FailAsync(First);

        Assert.Equal(["Checkout.Survives.received.txt"], _snapshots.Files());
        Assert.Equal([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(First)], await File.ReadAllBytesAsync(failure.ReceivedPath));
        Assert.Equal(["start Checkout.Survives.received.txt Checkout.Survives.verified.txt"], _snapshots.Tool);
    }

    [Fact]
    public async Task A_new_snapshots_message_says_which_file_and_how_to_accept()
    {
        SnapshotMismatchException failure = await _snapshots.FailAsync(First);

        Assert.Equal(
            $"""
            Checkout.Survives has no verified snapshot yet.
            Directory: {Path.GetDirectoryName(failure.ReceivedPath)}
            New:
              - Received: Checkout.Survives.received.txt
                Verified: Checkout.Survives.verified.txt

            FileContent:

            {First}

            If this is right, accept it: rename the received file to the verified one, or run
              infernosim accept {failure.ReceivedPath}
            or run the test once with INFERNOSIM_ACCEPT=1 in the environment. Then commit the verified file.
            """,
            failure.Message,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task What_was_accepted_by_renaming_passes()
    {
        await _snapshots.FailAsync(First);
        _snapshots.AcceptByRenaming();

        await _snapshots.VerifyAsync(First);

        Assert.Equal(["Checkout.Survives.verified.txt"], _snapshots.Files());
    }

    [Fact]
    public async Task The_accept_switch_accepts_a_new_and_a_changed_one_and_removes_what_came_before()
    {
        await _snapshots.FailAsync(First);
        _snapshots.Accept = true;

        await _snapshots.VerifyAsync(First);
        string first = await File.ReadAllTextAsync(_snapshots.Target.VerifiedPath);
        await _snapshots.VerifyAsync(Second);

        Assert.Equal(["Checkout.Survives.verified.txt"], _snapshots.Files());
        Assert.Equal((First, Second), (first, await File.ReadAllTextAsync(_snapshots.Target.VerifiedPath)));
    }

    [Fact]
    public async Task A_changed_snapshot_fails_with_the_lines_that_differ()
    {
        _snapshots.WriteVerified(First);

        SnapshotMismatchException failure = await _snapshots.FailAsync(Second);

        Assert.Equal(["Checkout.Survives.received.txt", "Checkout.Survives.verified.txt"], _snapshots.Files());
        Assert.StartsWith("Checkout.Survives differs from its verified snapshot at line 3: was 'Inbound: 3 of 3', is 'Inbound: 2 of 3'.\nDirectory: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\nNotEqual:\n  - Received: Checkout.Survives.received.txt\n    Verified: Checkout.Survives.verified.txt\n\nFileContent:\n\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\n  ...\n  Outcome: PASS_STRONG\n- Inbound: 3 of 3\n+ Inbound: 2 of 3\n  End\n", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("INFERNOSIM_ACCEPT=1 in the environment. Then commit the verified file.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_is_the_same_again_takes_back_what_came_and_ends_the_tool()
    {
        _snapshots.WriteVerified(First);
        await _snapshots.FailAsync(Second);

        await _snapshots.VerifyAsync(First);

        Assert.Equal(["Checkout.Survives.verified.txt"], _snapshots.Files());
        Assert.Equal(
            ["start Checkout.Survives.received.txt Checkout.Survives.verified.txt", "end Checkout.Survives.received.txt Checkout.Survives.verified.txt"],
            _snapshots.Tool);
    }

    [Fact]
    public async Task A_summary_that_differs_from_run_to_run_is_named_as_such_with_the_line()
    {
        await _snapshots.FailAsync(First);

        SnapshotMismatchException unaccepted = await _snapshots.FailAsync(Second);
        _snapshots.WriteVerified("HEAD\nOutcome: PASS_WEAK");
        SnapshotMismatchException changed = await _snapshots.FailAsync(First);
        SnapshotMismatchException steady = await _snapshots.FailAsync(First);

        const string Line = "It also differs from the run before at line 3: was 'Inbound: {0} of 3', is 'Inbound: {1} of 3'. Unless the service or the options have been changed since, it is not the same each time";
        Assert.Contains(string.Format(Line, 3, 2), unaccepted.Message, StringComparison.Ordinal);
        Assert.Contains(string.Format(Line, 2, 3), changed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the run before", steady.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_build_server_no_tool_is_started_or_ended()
    {
        _snapshots.IsBuildServer = true;

        await _snapshots.FailAsync(First);
        _snapshots.WriteVerified(First);
        await _snapshots.VerifyAsync(First);

        Assert.Empty(_snapshots.Tool);
        Assert.Equal(["Checkout.Survives.verified.txt"], _snapshots.Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_build_server_what_is_not_accepted_says_that_this_is_not_the_place(bool isBuildServer)
    {
        _snapshots.IsBuildServer = isBuildServer;

        SnapshotMismatchException failure = await _snapshots.FailAsync(First);

        Assert.Equal(isBuildServer, failure.Message.Contains("This is a build server, which is not the place to accept", StringComparison.Ordinal));
        Assert.Equal(isBuildServer, failure.Message.Contains("Run the test on your own machine", StringComparison.Ordinal));
        Assert.Equal(!isBuildServer, failure.Message.Contains("INFERNOSIM_ACCEPT=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_that_fails_is_mentioned_and_changes_nothing_else()
    {
        _snapshots.ToolFailure = new InvalidOperationException("no display");

        SnapshotMismatchException failure = await _snapshots.FailAsync(First);
        _snapshots.WriteVerified(First);
        await _snapshots.VerifyAsync(First);

        Assert.Contains("(The diff tool could not be started: no display)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _snapshots.Tool.Count);
    }

    [Fact]
    public async Task A_change_of_many_lines_is_cut_short()
    {
        _snapshots.WriteVerified(string.Join('\n', Enumerable.Range(0, 200).Select(line => $"was {line}")));

        SnapshotMismatchException failure = await _snapshots.FailAsync(string.Join('\n', Enumerable.Range(0, 200).Select(line => $"is {line}")));

        Assert.Contains("\n  ... and 360 more lines\n", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Split('\n').Length < 60);
    }
}
