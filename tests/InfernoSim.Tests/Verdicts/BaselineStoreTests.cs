using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Verdicts;

public class BaselineStoreTests
{
    [Fact]
    public void What_was_saved_is_loaded()
    {
        using var folder = new TestFolder();
        ReplayPlan plan = Plan();
        var store = new BaselineStore(Path.Combine(folder.Path, "made", "when needed"));
        Assert.Null(store.Load(plan));

        store.Save(plan, Passed().Judge());

        Assert.Equivalent(ReplayBaseline.From(Passed().Judge()), store.Load(plan)! with { Sessions = ReplayBaseline.From(Passed().Judge()).Sessions }, strict: true);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "made", "when needed")));
    }

    [Fact]
    public void The_last_save_counts_and_leaves_nothing_else_behind()
    {
        using var folder = new TestFolder();
        ReplayPlan plan = Plan();
        var store = new BaselineStore(folder.Path);

        store.Save(plan, Passed().Judge());
        store.Save(plan, Passed().Diverged(Status()).Judge());

        Assert.Equal("FAIL_DIVERGED", store.Load(plan)!.Outcome);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_reader_sees_the_old_or_the_new_and_never_half()
    {
        using var folder = new TestFolder();
        ReplayPlan plan = Plan();
        var store = new BaselineStore(folder.Path);
        store.Save(plan, Passed().Judge());
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                store.Save(plan, Passed().Judge());
            }
        });

        for (int i = 0; i < 300; i++)
        {
            Assert.Equal("PASS_STRONG", store.Load(plan)?.Outcome);
        }

        await stop.CancelAsync();
        await writer;
    }

    public static TheoryData<string> Corrupt => new("", "{", "null", "[]", "{}", "\0\0\0", """{"Outcome":"x","AchievedRate":1,"Latency":null}""", """{"Outcome":null,"AchievedRate":1,"Latency":{"Count":1}}""");

    [Theory]
    [MemberData(nameof(Corrupt))]
    public void A_file_that_cannot_be_read_is_ignored_and_replaced(string content)
    {
        using var folder = new TestFolder();
        ReplayPlan plan = Plan();
        var store = new BaselineStore(folder.Path);
        store.Save(plan, Passed().Judge());
        File.WriteAllText(Directory.GetFiles(folder.Path)[0], content);

        Assert.Null(store.Load(plan));
        store.Save(plan, Passed().Judge());

        Assert.NotNull(store.Load(plan));
    }

    [Fact]
    public void Each_incident_and_each_set_of_options_that_a_figure_depends_on_has_its_own()
    {
        using var folder = new TestFolder();
        var store = new BaselineStore(folder.Path);
        ReplayOptions[] options =
        [
            Options,
            Options with { Runs = 3 },
            Options with { Fanout = 3 },
            Options with { TimeScale = 2 },
            Options with { Density = 2 },
            Options with { MinGap = TimeSpan.FromMilliseconds(3) },
            Options with { MaxEvents = 2 },
            Options with { AllowWrites = false },
            Options with { Seed = 1 },
            Options with { Window = TimeSpan.FromSeconds(9) },
            Options with { Headers = [new("Authorization", "x")] },
            Options with { Ignore = [InfernoSim.Noise.NoiseRule.Parse("header: ETag")] },
            Options with { Ignore = [InfernoSim.Noise.NoiseRule.Parse("header: ETag; route: /a")] },
            Options with { Faults = [InfernoSim.Faults.Fault.Parse("dep=* latency=1ms")] },
        ];

        foreach (ReplayOptions option in options)
        {
            store.Save(Plan(option), Passed().Judge());
        }

        Assert.Equal(options.Length, Directory.GetFiles(folder.Path).Length);
        Assert.Null(store.Load(ReplayPlan.Create(new Tests.Replay.IncidentBuilder().Exchange("/").Build("/another"), Options)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("state")]
    [InlineData("state/deep")]
    public void An_incident_folder_is_never_written_to(string inside)
    {
        using var folder = new TestFolder();
        ReplayPlan plan = ReplayPlan.Create(new Tests.Replay.IncidentBuilder().Exchange("/").Build(folder.Path), Options);

        var refused = Assert.Throws<IOException>(() => new BaselineStore(Path.Combine(folder.Path, inside)).Save(plan, Passed().Judge()));

        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_beside_the_incident_whose_name_begins_alike_is_not_inside_it()
    {
        using var folder = new TestFolder();
        string incident = Path.Combine(folder.Path, "incident");
        ReplayPlan plan = ReplayPlan.Create(new Tests.Replay.IncidentBuilder().Exchange("/").Build(incident), Options);

        new BaselineStore(Path.Combine(folder.Path, "incident-state")).Save(plan, Passed().Judge());
        new BaselineStore(Path.Combine(folder.Path, "..state")).Save(plan, Passed().Judge());

        Assert.False(Directory.Exists(incident));
    }

    private static ReplayPlan Plan(ReplayOptions? options = null) => ReplayPlan.Create(Incident(), options ?? Options);
}
