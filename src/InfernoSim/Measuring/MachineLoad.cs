using System.Globalization;

namespace InfernoSim.Measuring;

/// <summary>How busy all cores of the machine are, whoever uses them. Known on Linux alone.</summary>
internal sealed class MachineLoad
{
    private const string Source = "/proc/stat";

    private (double Idle, double Total)? _start = Read();

    public void Restart() => _start = Read();

    /// <summary>Share of the cores' time since the restart in which nobody used them.</summary>
    public double? Idle() => Since() is { } since ? Math.Clamp(since.Idle / since.Total, 0, 1) : null;

    /// <summary>Seconds of the cores' time since the restart, those that were used and all.</summary>
    public (double Used, double Total)? Used() => Since() is { } since ? ((since.Total - since.Idle) * ProcessTree.Tick, since.Total * ProcessTree.Tick) : null;

    private (double Idle, double Total)? Since() => _start is { } start && Read() is { } now && now.Total > start.Total
        ? (now.Idle - start.Idle, now.Total - start.Total)
        : null;

    // proc_stat(5): cpu user nice system idle iowait irq softirq steal; guest time is part of user time.
    private static (double Idle, double Total)? Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            using StreamReader reader = File.OpenText(Source);
            string[] fields = (reader.ReadLine() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 9)
            {
                return null;
            }

            double[] ticks = [.. fields.Skip(1).Take(8).Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            return (ticks[3] + ticks[4], ticks.Sum());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
