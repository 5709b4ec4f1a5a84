using System.Globalization;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>
/// A test of Ctrl-C. A shell starts background jobs with the interrupt signal ignored, and every process below inherits
/// that: there is no Ctrl-C to test then.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InterruptFactAttribute : FactAttribute
{
    private const ulong Interrupt = 1UL << (2 - 1);

    public InterruptFactAttribute() => Skip =
        OperatingSystem.IsWindows() ? "Windows has no such signals."
        : IsIgnored() ? "The interrupt signal is ignored in this session, as it is in background jobs."
        : null;

    private static bool IsIgnored()
    {
        const string Status = "/proc/self/status";
        string? ignored = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (ulong.Parse(ignored.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }
}
