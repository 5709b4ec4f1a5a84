using InfernoSim.Printing;
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

        PrintedText text = new PrintedText().Line().Line($"{char.ToUpperInvariant(fresh.Description[0])}{fresh.Description[1..]} (ids, times, tokens). If they are, ignore them:");
        foreach (string rule in fresh.Rules.Select(rule => rule.ToString()))
        {
            text.Line($"  --ignore {Quoted(rule)}");
        }

        return text.Line("or let infernosim learn such rules from the unchanged service and write them into replay.yaml:")
            .Line($"  infernosim heal {Quoted(request.Incident)} --target-base {request.TargetBase.OriginalString} --write")
            .ToString();
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
