using System.Globalization;
using System.Text;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>The table of a soak: figures, and whether those are met of which something is asked.</summary>
internal sealed class SoakFigures
{
    private const double MostGrowth = 1.1;

    private readonly StringBuilder _table = new("| what | figure | asked |\n| --- | --- | --- |\n");

    /// <summary>Whether all that was asked is met.</summary>
    public bool AreMet { get; private set; } = true;

    /// <summary>Adds a figure of which nothing is asked.</summary>
    public void Add(string what, string figure) => _table.Append($"| {what} | {figure} | |\n");

    /// <summary>Adds a figure of which something is asked.</summary>
    public void Add(string what, string figure, string asked, bool isMet)
    {
        _table.Append($"| {what} | {figure} | {asked}: {(isMet ? "met" : "**missed**")} |\n");
        AreMet &= isMet;
    }

    /// <summary>Adds what a process has used.</summary>
    /// <param name="process">What it is called.</param>
    /// <param name="curve">Its use over time.</param>
    /// <param name="mayGrow">Whether nothing is asked of its memory.</param>
    public void AddUse(string process, MemoryCurve curve, bool mayGrow = false)
    {
        string what = $"memory of the {process}, median of the quarters 2, 3, 4";
        string figure = $"{curve.Memory(2):0}, {curve.Memory(3):0}, {curve.Memory(4):0} MB";
        if (mayGrow)
        {
            Add(what, figure);
        }
        else
        {
            Add(what, figure, $"the last at most {MostGrowth}x of the second", curve.Memory(4) / curve.Memory(2) <= MostGrowth);
        }

        Add("files and sockets that it has open, the same", $"{curve.Files(2):0}, {curve.Files(3):0}, {curve.Files(4):0}");
    }

    /// <summary>A number as it stands in the table.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>The table.</summary>
    public override string ToString() => _table.ToString();
}
