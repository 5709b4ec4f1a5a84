using System.Globalization;
using System.Text;
using InfernoSim.Laboratory.Labs;

namespace InfernoSim.Laboratory;

/// <summary>What was planted against what was named.</summary>
internal sealed class ConfusionMatrix(IReadOnlyList<Lab> labs)
{
    private const double LeastRight = 0.95;
    private readonly List<(Lab Lab, string Named)> _results = [];

    /// <summary>At least 95 % right, and none named wrongly.</summary>
    public bool Holds => Right(_results) >= LeastRight * _results.Count && Wrong(_results) == 0;

    public void Add(Lab lab, string named) => _results.Add((lab, named));

    /// <summary>As Markdown: a row for each lab, then the sum.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        text.Append("| lab | planted | named, of ").Append(Repetitions).Append(" |\n| --- | --- | --- |\n");
        foreach (Lab lab in labs)
        {
            IEnumerable<string> named = _results.Where(result => result.Lab == lab)
                .GroupBy(result => result.Named)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{(lab.IsRight(group.Key) ? "" : lab.IsWrong(group.Key) ? "**wrong**: " : "open: ")}`{group.Key}` {group.Count()}");
            text.Append(CultureInfo.InvariantCulture, $"| {lab.Name}{(lab.IsHeldOut ? ", held out" : "")} | {lab.Planted} | {string.Join(", ", named)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Sum(_results)}\n");
        (Lab Lab, string Named)[] heldOut = [.. _results.Where(result => result.Lab.IsHeldOut)];
        if (heldOut.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nOf these, held out (no threshold was chosen by them): {Sum(heldOut)}\n");
        }

        return text.ToString();
    }

    private static int Right(IReadOnlyList<(Lab Lab, string Named)> results) => results.Count(result => result.Lab.IsRight(result.Named));

    private static int Wrong(IReadOnlyList<(Lab Lab, string Named)> results) => results.Count(result => result.Lab.IsWrong(result.Named));

    private static string Sum(IReadOnlyList<(Lab Lab, string Named)> results)
    {
        int right = Right(results);
        int wrong = Wrong(results);
        return string.Create(CultureInfo.InvariantCulture, $"{right} of {results.Count} right ({100.0 * right / Math.Max(1, results.Count):0.0} %), {results.Count - right - wrong} left open (`UNKNOWN`), {wrong} named wrongly.");
    }

    private int Repetitions => labs.Count > 0 ? _results.Count / labs.Count : 0;
}
