using System.Text;
using InfernoSim.Testing.Snapshots;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>Snapshots in a folder of the test's own, with a diff tool that only takes notes.</summary>
internal sealed class TestSnapshots : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _tool = [];
    private readonly SnapshotEngine _engine;

    public TestSnapshots()
    {
        _engine = new SnapshotEngine(() => new SnapshotEnvironment
        {
            Accept = Accept,
            OnBuildServer = IsBuildServer,
            MayStartTool = !IsBuildServer,
            StartTool = (received, verified) =>
            {
                Note($"start {Path.GetFileName(received)} {Path.GetFileName(verified)}");
                return ToolFailure is null ? Task.CompletedTask : Task.FromException(ToolFailure);
            },
            EndTool = (received, verified) =>
            {
                Note($"end {Path.GetFileName(received)} {Path.GetFileName(verified)}");
                if (ToolFailure is not null)
                {
                    throw ToolFailure;
                }
            },
        });
        Target = Of("Survives");
    }

    public bool Accept { get; set; }

    public bool IsBuildServer { get; set; }

    public Exception? ToolFailure { get; set; }

    public SnapshotTarget Target { get; }

    /// <summary>What the diff tool was told.</summary>
    public IReadOnlyList<string> Tool => _tool;

    public SnapshotTarget Of(string method, string? parameters = null) => new(_folder.File("Checkout.cs"), "Checkout", method, parameters);

    public Task VerifyAsync(string text, SnapshotTarget? target = null) => _engine.VerifyAsync(text, target ?? Target, CancellationToken.None);

    /// <summary>Verifies what is not accepted.</summary>
    public Task<SnapshotMismatchException> FailAsync(string text, SnapshotTarget? target = null) =>
        Assert.ThrowsAsync<SnapshotMismatchException>(() => VerifyAsync(text, target));

    /// <summary>What a developer does who accepts by hand.</summary>
    public void AcceptByRenaming() => File.Move(Target.ReceivedPath, Target.VerifiedPath, overwrite: true);

    public void WriteVerified(string text) => File.WriteAllBytes(Target.VerifiedPath, Encoding.UTF8.GetBytes(text));

    public string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    private void Note(string line)
    {
        lock (_tool)
        {
            _tool.Add(line);
        }
    }
}
