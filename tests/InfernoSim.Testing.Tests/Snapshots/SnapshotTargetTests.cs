namespace InfernoSim.Testing.Tests.Snapshots;

public sealed class SnapshotTargetTests : IDisposable
{
    private readonly TestSnapshots _snapshots = new();

    public void Dispose() => _snapshots.Dispose();

    [Theory]
    [InlineData(null, "Checkout.Survives")]
    [InlineData("", "Checkout.Survives")]
    [InlineData("incident=checkout", "Checkout.Survives_incident=checkout")]
    [InlineData("incident=a_seed=2", "Checkout.Survives_incident=a_seed=2")]
    [InlineData("incident=in/c:\\x*?\"<>|\n.y", "Checkout.Survives_incident=in-c--x-------.y")]
    public void Files_are_named_as_Verify_names_them(string? parameters, string expected)
    {
        var target = new SnapshotTarget(Path.Combine("src", "Checkout.cs"), "Checkout", "Survives", parameters);

        Assert.Equal(
            (Path.Combine("src", $"{expected}.verified.txt"), Path.Combine("src", $"{expected}.received.txt")),
            (target.VerifiedPath.Replace("src/", "src" + Path.DirectorySeparatorChar, StringComparison.Ordinal), target.ReceivedPath.Replace("src/", "src" + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_calling_test_is_named_with_the_classes_it_is_nested_in()
    {
        SnapshotTarget target = Nested<int>.Target();

        Assert.Equal("SnapshotTargetTests.Nested.Target.verified.txt", Path.GetFileName(target.VerifiedPath));
        Assert.EndsWith("SnapshotTargetTests.cs", target.SourceFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tests_whose_files_would_be_the_same_are_told_so()
    {
        await _snapshots.FailAsync("HEAD", _snapshots.Of("Survives", "incident=a/b"));

        SnapshotMismatchException failure = await _snapshots.FailAsync("HEAD", _snapshots.Of("Survives", "incident=A:B"));

        Assert.StartsWith("Checkout.Survives (incident=A:B) and Checkout.Survives (incident=a/b) have the same snapshot ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_with_a_space_is_quoted_in_the_command_to_paste()
    {
        SnapshotMismatchException failure = await _snapshots.FailAsync("HEAD", _snapshots.Of("Survives", "incident=a b"));

        Assert.Contains($"infernosim accept \"{failure.ReceivedPath}\"\n", failure.Message, StringComparison.Ordinal);
    }

    private static class Nested<T>
    {
        public static SnapshotTarget Target() => SnapshotTarget.Of(typeof(Nested<T>));
    }
}
