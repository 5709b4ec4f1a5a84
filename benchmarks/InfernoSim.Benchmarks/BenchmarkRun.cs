using InfernoSim.Benchmarks.Comparisons;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Servers;

namespace InfernoSim.Benchmarks;

/// <summary>Runs the comparisons that the command line names, one after the other.</summary>
internal static class BenchmarkRun
{
    private const string QuickFlag = "--quick";
    private const string WriteDocsFlag = "--write-docs";
    private const string All = "all";

    private static Comparison[] Known() =>
    [
        new ReplayDriver(),
        new InboundHop(),
        new OutboundHop(),
        new HiddenSecrets(isInbound: true, holdsSecrets: false),
        new HiddenSecrets(isInbound: true, holdsSecrets: true),
        new HiddenSecrets(isInbound: false, holdsSecrets: false),
        new HiddenSecrets(isInbound: false, holdsSecrets: true),
        new RecorderCost(BodyWork.None, 1, rate: 1000),
        new RecorderCost(BodyWork.None, 64, rate: 200),
        new RecorderCost(BodyWork.Call, 1, rate: 1000),
        new RecorderCost(BodyWork.Call, 64, rate: 200),
        new RecorderCost(BodyWork.Shop, 1, rate: 1000),
        new RecorderCost(BodyWork.Shop, 64, rate: 150),
        new StubAnswers(isOwned: true),
        new StubAnswers(isOwned: false),
        new IncidentReading(),
        new ReplayMemory(),
    ];

    /// <summary>Runs them and prints the table.</summary>
    /// <param name="arguments">Names, or none for all; <c>--quick</c>; <c>--write-docs</c>.</param>
    /// <returns>The exit code: 0; 1 when what was measured did not do what it should; 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Comparison[] known = Known();
        string[] names = [.. arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
        string? unknown = arguments.FirstOrDefault(argument =>
            argument is not (QuickFlag or WriteDocsFlag or All) && !known.Any(comparison => comparison.Name == argument));
        if (unknown is not null)
        {
            await Console.Error.WriteLineAsync(
                $"'{unknown}' is not known. Name any of: {string.Join(", ", known.Select(comparison => comparison.Name))}, {All}, {QuickFlag}, {WriteDocsFlag}; or --inner alone.");
            return 2;
        }

        Effort effort = arguments.Contains(QuickFlag) ? Effort.Quick : Effort.Full;
        bool isAll = names.Length == 0 || names.Contains(All);
        string machine = Machine.Describe();
        var results = new List<ComparisonResult>();
        foreach (Comparison comparison in known.Where(comparison => isAll || names.Contains(comparison.Name)))
        {
            await using (comparison)
            {
                try
                {
                    results.Add(await comparison.RunAsync(effort, Console.Error.WriteLine));
                }
                catch (BenchmarkException failure)
                {
                    await Console.Error.WriteLineAsync($"{comparison.Name}: {failure.Message}");
                    return 1;
                }
            }
        }

        string table = ResultTable.Of(results);
        Console.WriteLine(machine);
        Console.WriteLine();
        Console.WriteLine(table);
        if (arguments.Contains(WriteDocsFlag))
        {
            BenchmarkPage.Write("benchmarks.md", machine, table);
        }

        return 0;
    }
}
