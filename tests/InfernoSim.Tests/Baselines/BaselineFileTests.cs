using HdrHistogram;
using InfernoSim.Baselines;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.Tests.Replay;
using InfernoSim.Tests.Verdicts;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Baselines;

public sealed class BaselineFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "baselines", "checkout.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_not_there_is_made_with_its_folder_and_grows_by_each_replay()
    {
        ReplayPlan plan = Plan();
        BaselineStore store = BaselineStore.For(plan);
        Assert.Null(store.Load(plan));

        for (int i = 0; i < 25; i++)
        {
            store.Save(plan, Measured(10 + i).Judge());
        }

        ReplayBaseline baseline = BaselineStore.For(plan).Load(plan)!;
        Assert.Equal(BaselineFile.MostSessions, baseline.Sessions.Count);
        Assert.Equal((15, 34), (baseline.Sessions[0].Runs[0].P50, baseline.Sessions[^1].Runs[0].P50));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void The_file_names_the_incident_the_options_and_the_class_of_machines()
    {
        ReplayPlan plan = Plan();
        BaselineStore.For(plan).Save(plan, Measured(10).Judge());

        var file = BaselineFile.Read(File);

        Assert.Equal("built-in-memory (3 exchanges, 6 calls)", file.Incident);
        Assert.StartsWith("runs 2, fan-out 2, time-scale 0,", file.Options, StringComparison.Ordinal);
        Assert.Equal([MachineClass.Current], file.Machines.Keys);
        Assert.Matches(@"^(linux|windows|macos|other)-[a-z0-9]+, \d+ cores, \.NET \d+$", MachineClass.Current);
    }

    [Fact]
    public void Figures_of_another_class_of_machines_are_kept_and_not_compared_with()
    {
        ReplayPlan plan = Plan();
        BaselineStore.For(plan).Save(plan, Measured(10).Judge());
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace(MachineClass.Current, "amiga-68k, 1 cores, .NET 10", StringComparison.Ordinal));

        Assert.Null(BaselineStore.For(plan).Load(plan));
        BaselineStore.For(plan).Save(plan, Measured(11).Judge());

        Assert.Equal(2, BaselineFile.Read(File).Machines.Count);
    }

    [Fact]
    public void The_same_incident_in_another_folder_is_the_same_incident()
    {
        ReplayPlan here = Plan();
        ReplayPlan there = ReplayPlan.Create(Copy("/elsewhere/built-in-memory"), here.Options);
        BaselineStore.For(here).Save(here, Measured(10).Judge());

        Assert.NotNull(BaselineStore.For(there).Load(there));
    }

    [Fact]
    public void A_file_of_another_incident_or_other_options_is_refused_with_both()
    {
        ReplayPlan plan = Plan();
        BaselineStore.For(plan).Save(plan, Measured(10).Judge());
        ReplayPlan other = ReplayPlan.Create(Copy("/incidents/payment"), plan.Options);

        string message = Assert.Throws<ReplayConfigurationException>(() => BaselineStore.For(other).Load(other)).Message;

        Assert.Equal($"The baseline {File} cannot be used: it is of the incident built-in-memory (3 exchanges, 6 calls), not of payment (3 exchanges, 6 calls). Name another file, one for each incident and set of options.", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"schema":2,"incident":"a","options":"b","machines":{}}""")]
    [InlineData("""{"schema":1,"incident":"a","options":"b","machines":{"m":{"last":null,"sessions":[]}}}""")]
    [InlineData("""{"schema":1,"incident":"a","options":"b","machines":{"m":{"sessions":[]}}}""")]
    public void A_file_that_cannot_be_read_is_refused_and_left_alone(string content)
    {
        ReplayPlan plan = Plan();
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);

        string message = Assert.Throws<ReplayConfigurationException>(() => BaselineStore.For(plan).Load(plan)).Message;
        Assert.Throws<ReplayConfigurationException>(() => BaselineStore.For(plan).Save(plan, Measured(10).Judge()));

        Assert.StartsWith($"The baseline {File} cannot be read: ", message, StringComparison.Ordinal);
        Assert.EndsWith("Delete it, and the next replay begins a new one, or name another file.", message, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_replay_that_failed_is_remembered_as_the_last_one_and_not_compared_with()
    {
        ReplayPlan plan = Plan();
        BaselineStore store = BaselineStore.For(plan);
        store.Save(plan, Measured(10).Judge());
        store.Save(plan, Measured(10).Diverged(Status()).Judge());

        ReplayBaseline baseline = store.Load(plan)!;

        Assert.Equal(("FAIL_DIVERGED", 1), (baseline.Outcome, baseline.Sessions.Count));
    }

    [Fact]
    public void A_regression_does_not_become_what_is_usual()
    {
        ReplayPlan plan = Plan();
        BaselineStore store = BaselineStore.For(plan);
        foreach (double p50 in (double[])[10, 10.1, 9.9, 10, 10])
        {
            store.Save(plan, Measured(p50).Judge());
        }

        for (int i = 0; i < 10; i++)
        {
            ReplaySummary slow = Measured(15).Judge(store.Load(plan));
            Assert.Equal(ReplayOutcome.FailSloMissed, slow.Outcome);
            store.Save(plan, slow);
        }
    }

    [Fact]
    public void A_histogram_comes_back_as_it_was()
    {
        var latencies = new LongHistogram(1, 3_600_000_000, 3);
        foreach (long latency in (long[])[5, 1000, 1000, 20_000, 3_000_000])
        {
            latencies.RecordValue(latency);
        }

        HistogramBase back = LatencyHistograms.Decode(LatencyHistograms.Encode(latencies)!);

        Assert.Equal((5, latencies.GetMaxValue(), latencies.GetValueAtPercentile(50)), (back.TotalCount, back.GetMaxValue(), back.GetValueAtPercentile(50)));
        Assert.Null(LatencyHistograms.Encode(new LongHistogram(1, 3_600_000_000, 3)));
    }

    [Fact]
    public async Task A_replay_keeps_a_sample_of_each_run_and_all_its_latencies()
    {
        var service = new FakeService(_ => Task.FromResult(FakeRequest.Answer()));

        ReplaySummary summary = await service.ReplayAsync(new IncidentBuilder().Exchange("/").Exchange("/b").Build());

        Assert.Equal(2, summary.Session!.Runs.Count);
        Assert.All(summary.Session.Runs, run => Assert.True(run is { Rate: > 0, P50: > 0 } && run.P99 >= run.P50));
        Assert.Equal(8, LatencyHistograms.Decode(summary.Session.Latency!).TotalCount);
        Assert.Equal(8, summary.Latency.Count);
    }

    private static InfernoSim.Incidents.Incident Copy(string folder) => new()
    {
        Folder = folder,
        Exchanges = Incident().Exchanges,
        UnattributedCalls = [],
    };

    private static ReplayObservations Measured(double p50) => ChangeTests.Measured(p50);

    private ReplayPlan Plan() => ReplayPlan.Create(Incident(), Measured(1).Plan.Options with { Baseline = File });
}
