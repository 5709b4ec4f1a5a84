using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Recordings;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>Reading a large incident without decoding its bodies.</summary>
internal sealed class IncidentReading : Comparison
{
    public override string Name => "read";

    public override string Title => "Reading a 500 MB incident (from the page cache), bodies not decoded";

    public override IReadOnlyList<Metric> Metrics { get; } = [new("rate", "MB/s", Requirement.AtLeast(300)), new("for a second of processor time", "MB"), new("peak working set", "MB")];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        string folder = NewFolder().Path;
        await RealisticIncident.WriteAsync(folder, effort.IncidentBytes);
        return
        [
            await WayAsync("System.Text.Json, walking over every token, one thread", ReaderLoad.Tokens, folder),
            await WayAsync("IncidentReader.ReadEvents, event by event, one thread", ReaderLoad.Events, folder),
            await WayAsync("IncidentReader.Read, the whole folder", ReaderLoad.Folder, folder),
        ];
    }

    private async Task<Variant> WayAsync(string name, string way, string folder)
    {
        ChildProcess reader = await StartAsync(ChildRoles.Reader, folder);
        return new Variant(name, () => reader.AskAsync<double[]>(way));
    }
}
