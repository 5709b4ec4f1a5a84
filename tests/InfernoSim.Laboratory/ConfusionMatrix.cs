using System.Globalization;
using System.Text;
using InfernoSim.Laboratory.Labs;

namespace InfernoSim.Laboratory;

/// <summary>What was planted against what was named.</summary>
internal sealed class ConfusionMatrix(IReadOnlyList<Lab> labs)
{
    private const double LeastRight = 0.95;
    private readonly List<LabResult> _results = [];

    /// <summary>At least 95 % right, and none named wrongly.</summary>
    public bool Holds => _results.Count(result => result.IsRight) >= LeastRight * _results.Count && !_results.Any(result => result.IsWrong);

    public void Add(LabResult result) => _results.Add(result);

    /// <summary>As Markdown: a row for each lab, then the sum.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        text.Append("| lab | planted | named, of ").Append(Repetitions).Append(" |\n| --- | --- | --- |\n");
        foreach (Lab lab in labs)
        {
            IEnumerable<string> named = _results.Where(result => result.Lab == lab)
                .GroupBy(result => result.Found.Name)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{(group.Key == lab.Expected ? "" : group.Key == "UNKNOWN" ? "open: " : "**wrong**: ")}`{group.Key}` {group.Count()}");
            text.Append(CultureInfo.InvariantCulture, $"| {lab.Name}{(lab.IsHeldOut ? ", held out" : "")} | {lab.Planted} | {string.Join(", ", named)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Sum(_results)}\n");
        LabResult[] heldOut = [.. _results.Where(result => result.Lab.IsHeldOut)];
        if (heldOut.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nOf these, held out (no threshold was chosen by them): {Sum(heldOut)}\n");
        }

        return text.ToString();
    }

    private static string Sum(IReadOnlyList<LabResult> results)
    {
        int right = results.Count(result => result.IsRight);
        int wrong = results.Count(result => result.IsWrong);
        return string.Create(CultureInfo.InvariantCulture, $"{right} of {results.Count} right ({100.0 * right / Math.Max(1, results.Count):0.0} %), {results.Count - right - wrong} left open (`UNKNOWN`), {wrong} named wrongly.");
    }

    private int Repetitions => labs.Count > 0 ? _results.Count / labs.Count : 0;
}
