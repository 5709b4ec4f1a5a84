using System.Globalization;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Laboratory.Labs;
using InfernoSim.Limits;

namespace InfernoSim.Laboratory;

/// <summary>
/// <c>dotnet run -c Release --project tests/InfernoSim.Laboratory -- [--repetitions N] [--lab PART-OF-NAME] [--show] [--write-docs]</c>.
/// </summary>
internal static class LaboratoryCommand
{
    private const string Here = "--here";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args is [Here, { } name])
        {
            await LabProcess.ReportAsync(AllLabs.Named(name), cancellationToken);
            return 0;
        }

        int repetitions = int.Parse(ValueOf(args, "--repetitions") ?? "1", CultureInfo.InvariantCulture);
        string only = ValueOf(args, "--lab") ?? "";
        Lab[] labs = [.. AllLabs.List.Where(lab => lab.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        string machine = Machine.Describe();
        var matrix = new ConfusionMatrix(labs);
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            foreach (Lab lab in labs)
            {
                LabResult result = await LabProcess.RunAsync(Here, lab, cancellationToken);
                matrix.Add(result);
                Print(result, args.Contains("--show") || !result.IsRight);
            }

            // A laboratory that is stopped has published what it has done.
            if (args.Contains("--write-docs"))
            {
                LimitsPage.Write($"Measured on: {machine}\n\n{matrix.Render()}");
            }
        }

        Console.WriteLine(matrix.Render());
        return matrix.Holds ? 0 : 1;
    }

    private static void Print(LabResult result, bool withEvidence)
    {
        Console.WriteLine($"{(result.IsRight ? "right " : result.IsUnknown ? "open  " : "WRONG ")} {result.Lab.Name,-26} {result.Found.Name}, {result.Found.Confidence.ToReportName()} ({result.Found.Evidence})");
        if (withEvidence)
        {
            Console.WriteLine("    " + result.Evidence.Replace("\n", "\n    ", StringComparison.Ordinal));
        }
    }

    private static string? ValueOf(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and int index && index + 1 < args.Length ? args[index + 1] : null;
}
