using System.Globalization;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Laboratory.Labs;
using InfernoSim.Limits;

namespace InfernoSim.Laboratory;

/// <summary>
/// <c>dotnet run -c Release --project tests/InfernoSim.Laboratory -- [--repetitions N] [--lab PART-OF-NAME] [--show] [--write-docs [--anew]]</c>.
/// What is written to the docs is added to the repetitions that are there, or replaces them (<c>--anew</c>).
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
        bool writes = args.Contains("--write-docs");
        if (writes && only.Length > 0)
        {
            Console.Error.WriteLine($"--write-docs is for all labs, and --lab '{only}' leaves some out. Leave out one of the two.");
            return 2;
        }

        if (writes && args.Contains("--anew"))
        {
            KeptRepetitions.Clear();
        }

        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            var results = new List<LabResult>();
            foreach (Lab lab in labs)
            {
                LabResult result = await LabProcess.RunAsync(Here, lab, cancellationToken);
                results.Add(result);
                matrix.Add(lab, result.Found.Name);
                Print(result, args.Contains("--show") || !result.IsRight);
            }

            // A laboratory that is stopped has published what it has done.
            if (writes)
            {
                KeptRepetitions.Append(machine, results);
                LimitsPage.Write(KeptRepetitions.Render());
            }
        }

        Console.WriteLine(matrix.Render());
        return matrix.Holds ? 0 : 1;
    }

    private static void Print(LabResult result, bool withEvidence)
    {
        Console.WriteLine($"{(result.IsRight ? "right " : result.IsWrong ? "WRONG " : "open  ")} {result.Lab.Name,-26} {result.Found.Name}, {result.Found.Confidence.ToReportName()} ({result.Found.Evidence})");
        if (withEvidence)
        {
            Console.WriteLine("    " + result.Evidence.Replace("\n", "\n    ", StringComparison.Ordinal));
        }
    }

    private static string? ValueOf(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and int index && index + 1 < args.Length ? args[index + 1] : null;
}
