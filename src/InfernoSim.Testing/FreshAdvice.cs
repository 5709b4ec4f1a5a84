using System.Text;
using InfernoSim.Noise;
using InfernoSim.Printing;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>What to do about differences that look like values that are new in each replay.</summary>
internal static class FreshAdvice
{
    /// <summary>The next step, with the rules ready to be pasted; <see langword="null"/> where no difference looks so.</summary>
    /// <param name="summary">The verdict.</param>
    public static string? Of(ReplaySummary summary)
    {
        FreshDifferences fresh = summary.Fresh;
        if (fresh.Rules.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append(fresh.Description).Append(" (ids, times, tokens). If they are, ");
        _ = summary.Noise.Count == 0
            ? text.Append("ignore them on the test:\n    Ignore = [").AppendJoin(", ", fresh.Rules.Select(Literal)).Append("]\n")
            : text.Append("add to what the test ignores already:\n    ").AppendJoin(", ", fresh.Rules.Select(Literal)).Append('\n');
        text.Append("  or for all tests: [assembly: IncidentDefaults(Ignore = [Fresh.Guids, Fresh.Times])]. infernosim heal finds such rules and writes them into replay.yaml.");
        return text.ToString();
    }

    private static string Literal(NoiseRule rule) =>
        $"\"{VisibleText.Line(rule.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))}\"";
}
