namespace InfernoSim.Benchmarks.Harness;

/// <summary>
/// Variants that are measured in turn, A B A B, in processes that all live from the first to the last measurement, so that
/// whatever else the machine does falls on all of them alike.
/// </summary>
internal abstract class Comparison : IAsyncDisposable
{
    // The runtime compiles what is hot a second time, with what it has learned, in the first seconds.
    private const int WarmUpRounds = 2;

    private readonly List<IAsyncDisposable> _owned = [];

    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared, in a sentence.</summary>
    public abstract string Title { get; }

    public abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Starts what the variants need.</summary>
    protected abstract Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort);

    /// <summary>Measures every variant in turn.</summary>
    /// <param name="effort">How often, and for how long.</param>
    /// <param name="progress">Told what is done.</param>
    public async Task<ComparisonResult> RunAsync(Effort effort, Action<string> progress)
    {
        IReadOnlyList<Variant> variants = await PrepareAsync(effort);
        for (int round = 0; round < WarmUpRounds; round++)
        {
            foreach (Variant variant in variants)
            {
                progress($"{Name}: warm-up, {variant.Name}: {Describe(await variant.MeasureAsync())}");
            }
        }

        double[][][] values = [.. variants.Select(_ => new double[effort.Rounds][])];
        for (int round = 0; round < effort.Rounds; round++)
        {
            for (int i = 0; i < variants.Count; i++)
            {
                values[i][round] = await variants[i].MeasureAsync();
                progress($"{Name}: round {round + 1} of {effort.Rounds}, {variants[i].Name}: {Describe(values[i][round])}");
            }
        }

        return new ComparisonResult(Title, Metrics, variants, values);
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }
    }

    protected async Task<ChildProcess> StartAsync(string role, params string[] arguments)
    {
        ChildProcess child = await ChildProcess.StartAsync(role, arguments);
        _owned.Add(child);
        return child;
    }

    protected TemporaryFolder NewFolder()
    {
        var folder = new TemporaryFolder();
        _owned.Add(folder);
        return folder;
    }

    private string Describe(double[] values) =>
        string.Join(", ", Metrics.Select((metric, i) => $"{Figures.Format(values[i])} {metric.Unit}"));
}
