using System.Globalization;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Load.Envelope;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>Holds what searches find against what is known of the service, and writes the table of <c>docs/envelope.md</c>.</summary>
internal static class EnvelopeBenchmark
{
    private const string SearchesFlag = "--searches=";
    private const string OnlyFlag = "--only=";
    private static readonly TimeSpan PlantedTimeout = TimeSpan.FromMilliseconds(400);

    private static readonly Func<KnownService>[] Rates =
    [
        KnownService.Semaphore, KnownService.ConnectionPool, KnownService.FixedWindow, KnownService.TokenBucket, KnownService.Queue, KnownService.Cpu,
        CollapsingServices.Coherency, CollapsingServices.Convoy, CollapsingServices.Bimodal, CollapsingServices.Leaking,
    ];

    /// <summary>Runs.</summary>
    /// <param name="arguments"><c>--searches=N</c>, 10 by default; <c>--only=TEXT</c>, services whose name holds it; <c>--write-docs</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int searches = int.Parse(Value(arguments, SearchesFlag) ?? "10", CultureInfo.InvariantCulture);
        string only = Value(arguments, OnlyFlag) ?? "";
        string machine = Machine.Describe();
        var table = new StringBuilder();
        table.AppendLine("| limit | known | found: median (least to most) | right | longest search | machine's load |");
        table.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (Func<KnownService> make in Rates)
        {
            table.Append(await RowAsync(only, make, searches, KnownSearch.RateAsync, service => service.Capacity, "req/s", summary => summary.Rate.Highest ?? 0));
        }

        table.Append(await RowAsync(
            only,
            () => KnownService.WithTimeout(PlantedTimeout),
            searches,
            KnownSearch.ToleranceAsync,
            _ => PlantedTimeout.TotalMilliseconds,
            "ms of dependency latency",
            summary => summary.Dependencies is [{ } found, ..] ? found.Edge.Highest ?? 0 : 0));
        Console.WriteLine(machine);
        Console.WriteLine();
        Console.WriteLine(table);
        if (arguments.Contains("--write-docs"))
        {
            BenchmarkPage.Write("envelope.md", machine, table.ToString());
        }

        return 0;
    }

    private static async Task<string> RowAsync(
        string only, Func<KnownService> make, int searches, Func<KnownService, Task<EnvelopeSummary>> search, Func<KnownService, double> knownOf, string unit, Func<EnvelopeSummary, double> foundOf)
    {
        var found = new List<double>();
        var known = new List<double>();
        var loads = new List<double>();
        double longest = 0;
        string name = "";
        int right = 0;
        for (int i = 0; i < searches; i++)
        {
            KnownService service = make();
            name = service.Name;
            if (!name.Contains(only, StringComparison.OrdinalIgnoreCase))
            {
                return "";
            }

            EnvelopeSummary summary = await search(service);

            // Of a service that computes it is what others left of the cores meanwhile.
            double expected = knownOf(service);
            double value = foundOf(summary);
            bool isRight = IsRight(service, summary, value, expected);
            found.Add(value);
            known.Add(expected);
            loads.Add(LoadNow());
            right += isRight ? 1 : 0;
            longest = Math.Max(longest, summary.Elapsed.TotalSeconds);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: known {expected:0.0}, found {value:0.0} {unit}{(isRight ? "" : " WRONG")}, {summary.Elapsed.TotalSeconds:0.0} s, load {loads[^1]:0.0}, sends p99 {summary.Generator.P99:0.0} ms late; {EnvelopeText.Describe(summary.Rate, "req/s")}{(summary.IsJudged ? "" : "; not judged")}{(summary.Recovery is { } broken ? "; " + broken : "")}"));
        }

        double tolerance = make().Tolerance;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Range(known)} {unit} | {Range(found)} {unit} | {right} of {searches} within {tolerance * 100:0} % | {longest:0} s | {Range(loads)} |\n");
    }

    // Of a service that an overload broke nothing more can be measured: it has to be said, and the limit to lie between what held
    // and what did not.
    private static bool IsRight(KnownService service, EnvelopeSummary summary, double value, double expected) => service.Breaks
        ? summary.Recovery is not null && value <= expected * (1 + service.Tolerance) && summary.Rate.LeastMissed >= expected * (1 - service.Tolerance)
        : !summary.IsJudged || Math.Abs(value - expected) <= service.Tolerance * expected;

    private static string Range(List<double> values)
    {
        double median = values.Order().ElementAt(values.Count / 2);
        return values.Max() - values.Min() < 0.05
            ? median.ToString("0.#", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{median:0.#} ({values.Min():0.#} to {values.Max():0.#})");
    }

    private static double LoadNow() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    private static string? Value(string[] arguments, string flag) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(flag, StringComparison.Ordinal))?[flag.Length..];
}
