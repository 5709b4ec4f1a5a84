using System.Globalization;
using System.Runtime.InteropServices;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>The machine that is measured on, and what it is doing.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores{Model()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB of memory, {RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture}), {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}{Load()}.");

    // How many threads wanted to run in the last minute: what else the machine was doing, when read before the first measurement.
    private static string Load()
    {
        const string LoadAverage = "/proc/loadavg";
        return File.Exists(LoadAverage) ? $", load before the first measurement {File.ReadAllText(LoadAverage).Split(' ')[0]}" : "";
    }

    private static string Model()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "" : $" ({line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})";
    }
}
