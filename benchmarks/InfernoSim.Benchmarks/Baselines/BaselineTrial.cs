using System.Globalization;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Recordings;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stores;
using InfernoSim.Verdicts;

namespace InfernoSim.Benchmarks.Baselines;

/// <summary>
/// How often <c>--fail-on-regression 10%</c> is wrong on this machine, beside something else that computes: a build is
/// compared with itself, and a build that does a fifth more for each request is compared with it. Each replay is of a service
/// process of its own, and the two builds take turns.
/// </summary>
internal static class BaselineTrial
{
    private const int Earlier = 20;
    private const int OfItself = 40;
    private const int OfSlower = 20;
    private const int Exchanges = 40;
    private const double Slower = 1.2;

    /// <summary>Runs the trial and prints what came of it.</summary>
    /// <param name="arguments"><c>--write-docs</c> to write the page as well.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string machine = Machine.Describe();
        await using var folder = new TemporaryFolder();
        string incidentFolder = Path.Combine(folder.Path, "incident");
        await TrivialIncident.WriteAsync(incidentFolder, Exchanges, reordersKeys: false);
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
            store.Save(plan, await ReplayAsync(plan, store, 1));
        }

        (int falseAlarms, int caught) = (0, 0);
        var spread = new List<double>();
        for (int i = 0; i < OfItself; i++)
        {
            ReplaySummary same = await ReplayAsync(plan, store, 1);
            falseAlarms += Count(same, "itself");
            spread.Add(same.ChangeFromLastRun.Figures.Single(figure => figure.Name == "latency p50").Change);
            if (i * OfSlower / OfItself != (i + 1) * OfSlower / OfItself)
            {
                caught += Count(await ReplayAsync(plan, store, Slower), "a fifth slower");
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

    private static async Task<ReplaySummary> ReplayAsync(ReplayPlan plan, BaselineStore store, double slower)
    {
        string rounds = ((int)(WorkingService.UsualRounds * slower)).ToString(CultureInfo.InvariantCulture);
        await using ChildProcess service = await ChildProcess.StartAsync(ChildRoles.WorkingService, rounds);
        var engine = new ReplayEngine(plan, new HttpServiceUnderTest(new Uri($"http://{service.Address}")));
        return Verdict.Judge(await engine.RunAsync(), store.Load(plan));
    }

    private static int Count(ReplaySummary summary, string build)
    {
        Console.Error.WriteLine($"{build}: {summary.Outcome.ToReportName()} {string.Join("; ", summary.ChangeFromLastRun.Figures)}");
        return summary.ChangeFromLastRun.Figures.Any(figure => figure.Fails) ? 1 : 0;
    }

    private static string Table(int falseAlarms, int caught, List<double> spread)
    {
        var table = new StringBuilder();
        table.Append("| compared with 20 earlier replays | failed | should |\n| --- | --- | --- |\n");
        table.Append(CultureInfo.InvariantCulture, $"| the same build | {falseAlarms} of {OfItself} | at most 2 |\n");
        table.Append(CultureInfo.InvariantCulture, $"| a build that does 20 % more | {caught} of {OfSlower} | at least 19 |\n\n");
        table.Append(CultureInfo.InvariantCulture, $"The median latency of the same build was between {spread.Min() * 100:0.0} % and +{spread.Max() * 100:0.0} % of what was usual.\n");
        return table.ToString();
    }
}
