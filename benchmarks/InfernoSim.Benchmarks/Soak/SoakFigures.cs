using System.Text;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>The table of a soak: figures, and whether those are met of which something is asked.</summary>
internal sealed class SoakFigures
{
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

    /// <summary>The table.</summary>
    public override string ToString() => _table.ToString();
}
