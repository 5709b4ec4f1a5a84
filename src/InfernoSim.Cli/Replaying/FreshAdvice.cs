using System.Text;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Replaying;

/// <summary>What to do about differences that look like values that are new in each replay.</summary>
internal static class FreshAdvice
{
    /// <summary>The next step, with the rules ready to be pasted; empty where no difference looks so.</summary>
    /// <param name="fresh">The differences.</param>
    /// <param name="request">What was asked.</param>
    public static string Render(FreshDifferences fresh, ReplayInvocation request)
    {
        if (fresh.Rules.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append($"\n{char.ToUpperInvariant(fresh.Description[0])}{fresh.Description[1..]}").Append(" (ids, times, tokens). If they are, ignore them:\n");
        foreach (string rule in fresh.Rules.Select(rule => rule.ToString()))
        {
            text.Append("  --ignore ").Append(Quoted(rule)).Append('\n');
        }

        return text.Append("or let infernosim learn such rules from the unchanged service and write them into replay.yaml:\n")
            .Append("  infernosim heal ").Append(Quoted(request.Incident)).Append(" --target-base ").Append(request.TargetBase.OriginalString).Append(" --write\n")
            .ToString();
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
