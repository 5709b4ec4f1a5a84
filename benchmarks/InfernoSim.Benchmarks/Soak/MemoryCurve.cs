using System.Globalization;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>What a process had of the machine, from time to time.</summary>
internal sealed class MemoryCurve
{
    private readonly List<(double At, double Megabytes, double Files)> _points = [];

    /// <summary>Adds a point.</summary>
    /// <param name="at">The part of the time that is over, from 0 to 1.</param>
    /// <param name="memory">Bytes of memory.</param>
    /// <param name="files">Files and sockets that are open.</param>
    public void Add(double at, long memory, int files) => _points.Add((at, memory / 1e6, files));

    /// <summary>The median of memory in a quarter of the time, from 1 to 4, in megabytes.</summary>
    public double Memory(int quarter) => Median(quarter, point => point.Megabytes);

    /// <summary>The median of open files in a quarter.</summary>
    public double Files(int quarter) => Median(quarter, point => point.Files);

    /// <summary>All of it: megabytes, in order.</summary>
    public override string ToString() => string.Join(' ', _points.Select(point => point.Megabytes.ToString("0", CultureInfo.InvariantCulture)));

    private double Median(int quarter, Func<(double At, double Megabytes, double Files), double> of)
    {
        double[] values = [.. _points.Where(point => Math.Min(3, (int)(point.At * 4)) == quarter - 1).Select(of)];
        return values.Length == 0 ? 0 : Figures.Median(values);
    }
}
