namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>What checkouts, editors, file systems and parallel tests do to the files.</summary>
public sealed class SnapshotFileTests : IDisposable
{
    private const string Text = "HEAD\n\nInbound: 3 of 3\n  an ü";

    private readonly TestSnapshots _snapshots = new();

    public void Dispose() => _snapshots.Dispose();

    [Theory]
    [InlineData("HEAD\n\nInbound: 3 of 3\n  an ü")]
    [InlineData("\uFEFFHEAD\n\nInbound: 3 of 3\n  an ü")]
    [InlineData("HEAD\r\n\r\nInbound: 3 of 3\r\n  an ü")]
    [InlineData("\uFEFFHEAD\r\n\r\nInbound: 3 of 3\r\n  an ü\r\n")]
    [InlineData("\uFEFFHEAD\n\nInbound: 3 of 3\n  an ü\n")]
    public async Task Line_ends_byte_order_mark_and_a_final_line_end_make_no_difference(string checkedOut)
    {
        _snapshots.WriteVerified(checkedOut);

        await _snapshots.VerifyAsync(Text);

        Assert.Equal(["Checkout.Survives.verified.txt"], _snapshots.Files());
    }

    [Theory]
    [InlineData("HEAD\n\nInbound: 3 of 3\n  an u")]
    [InlineData("HEAD\nInbound: 3 of 3\n  an ü")]
    [InlineData("HEAD\n\nInbound: 3 of 3\n an ü")]
    [InlineData("HEAD\n\nInbound: 3 of 3\n  an ü\n\n")]
    public async Task Everything_else_does(string edited)
    {
        _snapshots.WriteVerified(edited);

        await _snapshots.FailAsync(Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public async Task An_empty_verified_file_as_diff_tools_make_it_is_none(string empty)
    {
        _snapshots.WriteVerified(empty);

        SnapshotMismatchException failure = await _snapshots.FailAsync(Text);

        Assert.StartsWith("Checkout.Survives has no verified snapshot yet.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_what_a_checkout_changed_leaves_the_file_alone()
    {
        _snapshots.WriteVerified("HEAD\r\n\r\nInbound: 3 of 3\r\n  an ü");
        byte[] before = await File.ReadAllBytesAsync(_snapshots.Target.VerifiedPath);
        _snapshots.Accept = true;

        await _snapshots.VerifyAsync(Text);

        Assert.Equal(before, await File.ReadAllBytesAsync(_snapshots.Target.VerifiedPath));
    }

    [Fact]
    public async Task A_received_file_that_cannot_be_written_is_said_beside_the_difference()
    {
        _snapshots.WriteVerified("HEAD");
        Directory.CreateDirectory(_snapshots.Target.ReceivedPath);

        SnapshotMismatchException failure = await _snapshots.FailAsync(Text);

        Assert.StartsWith("Checkout.Survives differs from its verified snapshot at line 2: was not there, is ''.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"The received file {failure.ReceivedPath} cannot be written (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("or take no snapshot with Snapshot = false.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_snapshots.Tool);
        Assert.Equal(["Checkout.Survives.received.txt", "Checkout.Survives.verified.txt"], _snapshots.Files());
    }

    [Fact]
    public async Task A_verified_file_that_cannot_be_written_or_read_is_one_line()
    {
        Directory.CreateDirectory(_snapshots.Target.VerifiedPath);

        SnapshotMismatchException unreadable = await _snapshots.FailAsync(Text);

        Assert.StartsWith($"Checkout.Survives: its verified snapshot {unreadable.VerifiedPath} cannot be read (", unreadable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', unreadable.Message);
    }

    [Fact]
    public async Task A_source_folder_that_is_not_here_is_one_line_with_the_remedy()
    {
        var built = new SnapshotTarget("/_/tests/Checkout.cs", "Checkout", "Survives");

        SnapshotMismatchException failure = await _snapshots.FailAsync(Text, built);

        Assert.Contains("belongs beside /_/tests/Checkout.cs, but there is no such folder here", failure.Message, StringComparison.Ordinal);
        Assert.Contains("<DeterministicSourcePaths>false</DeterministicSourcePaths>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_in_parallel_keep_their_snapshots_apart()
    {
        SnapshotTarget[] targets = [.. Enumerable.Range(0, 200).Select(number => _snapshots.Of("Survives", $"incident={number}"))];

        await Parallel.ForEachAsync(targets, async (target, _) => await _snapshots.FailAsync($"HEAD\n{target.Parameters}", target));
        _snapshots.Accept = true;
        await Parallel.ForEachAsync(targets, async (target, _) => await _snapshots.VerifyAsync($"HEAD\n{target.Parameters}", target));

        Assert.Equal(targets.Select(target => Path.GetFileName(target.VerifiedPath)).Order(StringComparer.Ordinal), _snapshots.Files());
        Assert.All(targets, target => Assert.Equal($"HEAD\n{target.Parameters}", File.ReadAllText(target.VerifiedPath)));
    }

    [Fact]
    public async Task One_snapshot_written_by_many_at_a_time_is_never_a_mixture()
    {
        string[] texts = [.. Enumerable.Range(0, 64).Select(number => string.Concat(Enumerable.Repeat($"line {number}\n", 2_000)) + "end")];

        await Parallel.ForEachAsync(texts, async (text, _) => await _snapshots.FailAsync(text));

        Assert.Equal(["Checkout.Survives.received.txt"], _snapshots.Files());
        Assert.Contains(await File.ReadAllTextAsync(_snapshots.Target.ReceivedPath), texts);
    }
}
