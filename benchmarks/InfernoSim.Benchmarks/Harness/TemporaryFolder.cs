namespace InfernoSim.Benchmarks.Harness;

/// <summary>A folder that is gone when the comparison is over, also when it was broken off: it may hold half a gigabyte.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    public TemporaryFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete();

    public string Path { get; } = Directory.CreateTempSubdirectory("infernosim-benchmarks-").FullName;

    public ValueTask DisposeAsync()
    {
        Delete();
        return ValueTask.CompletedTask;
    }

    private void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
