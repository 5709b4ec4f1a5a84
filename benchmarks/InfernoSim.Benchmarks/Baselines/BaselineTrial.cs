using System.Globalization;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Recordings;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stores;
using InfernoSim.Verdicts;

namespace InfernoSim.Benchmarks.Baselines;

/// <summary>
/// How often <c>--fail-on-regression 10%</c> is wrong on this machine, beside something else that computes: a build is
/// compared with itself, and builds that do more, all the time, on one route, or now and then, are compared with it. Each replay
/// is of a service process of its own, and the builds take turns.
/// </summary>
internal static class BaselineTrial
{
    private const int Earlier = 20;
    private const int OfItself = 40;
    private const int OfEachOther = 20;
    private const int Exchanges = 50;
    private static readonly string[] Routes = ["items", "baskets", "prices", "stock", "reviews"];
    private static readonly Build Usual = new("the same build", "1", "/");
    private static readonly Build[] Others =
    [
        new("a build that does 20 % more", "1.2", "/"),
        new("a build that does 20 % more on one route of five", "1.2", "/prices"),
        new("a build with a tail in one run of three", "1", "/", Exchanges),
    ];

    // A build is a way to be told how much to do.
    private sealed record Build(string Name, string Slower, string Route, int RequestsPerRun = 0);

    /// <summary>Runs the trial and prints what came of it.</summary>
    /// <param name="arguments"><c>--write-docs</c> to write the page as well.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string machine = Machine.Describe();
        await using var folder = new TemporaryFolder();
        string incidentFolder = Path.Combine(folder.Path, "incident");
        await TrivialIncident.WriteAsync(incidentFolder, Exchanges, reordersKeys: false, Routes);
        ReplayPlan plan = ReplayPlan.Create(IncidentReader.Read(incidentFolder), new ReplayOptions
        {
            Runs = 10,
            TimeScale = 0,
            MinGap = TimeSpan.Zero,
            MaxWallTime = TimeSpan.Zero,
            MaxIdleTime = TimeSpan.Zero,
            FailOnRegression = 0.1,
            Baseline = Path.Combine(folder.Path, "baseline.json"),
        });

        using var load = new BackgroundLoad();
        BaselineStore store = BaselineStore.For(plan);
        for (int i = 0; i < Earlier; i++)
        {
            store.Save(plan, await ReplayAsync(plan, store, Usual));
        }

        int falseAlarms = 0;
        int[] caught = new int[Others.Length];
        var spread = new List<double>();
        for (int i = 0; i < OfItself; i++)
        {
            ReplaySummary same = await ReplayAsync(plan, store, Usual);
            falseAlarms += Count(same, Usual);
            spread.Add(same.ChangeFromLastRun.Figures.Single(figure => figure.Name == "latency p50").Change);
            bool isTurnOfOthers = i * OfEachOther / OfItself != (i + 1) * OfEachOther / OfItself;
            for (int other = 0; isTurnOfOthers && other < Others.Length; other++)
            {
                caught[other] += Count(await ReplayAsync(plan, store, Others[other]), Others[other]);
            }

            store.Save(plan, same);
        }

        string table = Table(falseAlarms, caught, spread);
        Console.WriteLine(machine);
        Console.WriteLine();
        Console.WriteLine(table);
        if (arguments.Contains("--write-docs"))
        {
            BenchmarkPage.Write("baselines.md", machine, table);
        }

        return 0;
    }

    private static async Task<ReplaySummary> ReplayAsync(ReplayPlan plan, BaselineStore store, Build build)
    {
        string requestsPerRun = build.RequestsPerRun.ToString(CultureInfo.InvariantCulture);
        await using ChildProcess service = await ChildProcess.StartAsync(ChildRoles.WorkingService, build.Slower, build.Route, requestsPerRun);
        var engine = new ReplayEngine(plan, new HttpServiceUnderTest(new Uri($"http://{service.Address}")));
        return Verdict.Judge(await engine.RunAsync(), store.Load(plan));
    }

    private static int Count(ReplaySummary summary, Build build)
    {
        Console.Error.WriteLine($"{build.Name}: {summary.Outcome.ToReportName()} {string.Join("; ", summary.ChangeFromLastRun.Figures)}");
        return summary.ChangeFromLastRun.Figures.Any(figure => figure.Fails) ? 1 : 0;
    }

    private static string Table(int falseAlarms, int[] caught, List<double> spread)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"| compared with {Earlier} earlier replays | failed | should |\n| --- | --- | --- |\n");
        table.Append(CultureInfo.InvariantCulture, $"| {Usual.Name} | {falseAlarms} of {OfItself} | at most 2 |\n");
        foreach ((Build build, int failed) in Others.Zip(caught))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {build.Name} | {failed} of {OfEachOther} | at least {OfEachOther * 9 / 10} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"\nThe median latency of the same build was between {spread.Min() * 100:0.0} % and +{spread.Max() * 100:0.0} % of what was usual.\n");
        return table.ToString();
    }
}
