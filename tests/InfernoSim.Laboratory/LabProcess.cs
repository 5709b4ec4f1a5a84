using System.Text.Json;
using InfernoSim.Laboratory.Labs;
using InfernoSim.TestKit;
using InfernoSim.TestKit.Processes;
using InfernoSim.Verdicts;

namespace InfernoSim.Laboratory;

/// <summary>
/// Runs each lab in a fresh process: a thread pool that one lab has made large, or a heap that it has filled, would be
/// another service to the next one.
/// </summary>
internal static class LabProcess
{
    private const string Mark = "RESULT ";

    /// <summary>Runs a lab here, and prints the result for the process that asked.</summary>
    public static async Task ReportAsync(Lab lab, CancellationToken cancellationToken)
    {
        LabResult result = await LabRun.RunAsync(lab, cancellationToken);
        Console.WriteLine(Mark + JsonSerializer.Serialize(new Report(result.Found, result.Evidence)));
    }

    public static async Task<LabResult> RunAsync(string flag, Lab lab, CancellationToken cancellationToken)
    {
        string program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LabProcess).Assembly.Location] : [];
        // Nothing of this machine's other replays.
        using var state = new TestFolder();
        ProcessResult process = await ChildProcess.RunAsync(ChildProcess.Of([program, .. assembly, flag, lab.Name], ("INFERNOSIM_STATE", state.Path)), cancellationToken);
        string line = process.Out.Split('\n').LastOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The lab '{lab.Name}' ended with code {process.ExitCode} and without a result:\n{process.Out}{process.Error}");
        Report report = JsonSerializer.Deserialize<Report>(line[Mark.Length..])!;
        return new LabResult(lab, report.Found, report.Evidence);
    }

    private sealed record Report(LimitingFactorSummary Found, string Evidence);
}
