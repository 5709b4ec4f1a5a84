using System.Text;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>The page of all cases. It is made of what the cases expect, which the suite holds against what replays say.</summary>
internal static class TrustTable
{
    public static string Render(IReadOnlyList<TrustCase> regressions, IReadOnlyList<TrustCase> harmless)
    {
        var page = new StringBuilder($"""
            # What a verdict can be trusted to find

            ```
            dotnet test tests/InfernoSim.Trust.Tests
            ```

            A checkout service with two dependencies is recorded once, through both capture proxies. Then each row plants one change into
            the service and replays the incident against it, over sockets, with two workers in two runs unless the change needs something else.
            The suite holds outcome and first divergence against this table, and makes the table: after a change of the cases, run it
            with `INFERNOSIM_ACCEPT=1`.

            ## {regressions.Count} regressions that fail

            | planted | outcome | first divergence |
            | --- | --- | --- |

            """);
        foreach (TrustCase planted in regressions)
        {
            page.Append($"| {planted.Name} | `{planted.Outcome.ToReportName()}` | {Describe(planted)} |\n");
        }

        page.Append($"\n## {harmless.Count} variations that pass\n\n| planted | outcome |\n| --- | --- |\n");
        foreach (TrustCase variation in harmless)
        {
            page.Append($"| {variation.Name} | `{variation.Outcome.ToReportName()}` |\n");
        }

        return page.ToString();
    }

    private static string Describe(TrustCase planted)
    {
        if (planted.First is not { } first)
        {
            return "none";
        }

        string place = $"{(first.Exchange < 0 ? "outside any request" : planted.Places[first.Exchange])}{(first.Call is { } call ? $", call {call + 1}" : "")}: {first.Kind}";
        string location = first.Location.Length == 0 ? "" : $" at {Code(first.Location)}";
        return $"{place}{location}, expected {Code(first.Expected)}, got {Code(first.Got)}";
    }

    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
