using System.Globalization;
using InfernoSim.Printing;

namespace InfernoSim.Inspection;

/// <summary>An inspection for a person.</summary>
internal static class InspectionText
{
    private const int MostSinks = 10;

    public static string Render(IncidentInspection inspection)
    {
        var text = new PrintedText();
        int calls = inspection.Exchanges.Sum(exchange => exchange.Calls.Count) + inspection.UnattributedCalls.Count;
        text.Line(CultureInfo.InvariantCulture, $"INCIDENT {inspection.Incident}");
        text.Line(CultureInfo.InvariantCulture, $"  {Count(inspection.Exchanges.Count, "request")}, {Count(calls, "dependency call")}{OfThem(inspection)} ({inspection.UnattributedCalls.Count} of no request), {Count(inspection.Chains.Count, "chain")}");
        AppendTimeline(text, inspection);
        if (inspection.UnattributedCalls.Count > 0)
        {
            text.Line().Line("DEPENDENCY CALLS OF NO REQUEST");
            AppendCalls(text, inspection.UnattributedCalls, "  ");
        }

        AppendChains(text, inspection);
        return text.Section("NOTICES", inspection.Notices).ToString();
    }

    private static string OfThem(IncidentInspection inspection)
    {
        int statements = inspection.Exchanges.SelectMany(exchange => exchange.Calls).Concat(inspection.UnattributedCalls).Count(call => call.Statement is not null);
        return statements == 0 ? "" : $", of them {Count(statements, "SQL statement")}";
    }

    private static void AppendTimeline(PrintedText text, IncidentInspection inspection)
    {
        text.Line().Line("TIMELINE");
        foreach (InspectedExchange exchange in inspection.Exchanges)
        {
            string outcome = exchange.Status is { } status ? $"{status}" : "no response recorded";
            string error = exchange.Error is null ? "" : $" ({exchange.Error})";
            string duration = exchange.DurationMilliseconds is { } taken ? $", {Number(taken)} ms" : "";
            text.Line(CultureInfo.InvariantCulture, $"  {exchange.Number}. +{Number(exchange.OffsetMilliseconds)} ms  {exchange.Method} {exchange.Target}: {outcome}{exchange.Messages}{error}{duration}");
            AppendCalls(text, exchange.Calls, "       ");
        }
    }

    private static void AppendCalls(PrintedText text, IReadOnlyList<InspectedCall> calls, string indent)
    {
        foreach (InspectedCall call in calls)
        {
            string outcome = call.Status == 0 ? $"failed ({call.Error ?? "no reason recorded"})" : call.Statement is null ? $"{call.Status}" : "answered";
            string overlaps = call.Overlaps.Count == 0 ? "" : $", while {string.Join(", ", call.Overlaps)} {(call.Overlaps.Count == 1 ? "was" : "were")} in flight";
            text.Line(CultureInfo.InvariantCulture, $"{indent}call {call.Number}. +{Number(call.OffsetMilliseconds)} ms  {call.Statement ?? $"{call.Method} {call.Url}"}: {outcome}{call.Messages}, {Number(call.DurationMilliseconds)} ms{overlaps}");
        }
    }

    private static void AppendChains(PrintedText text, IncidentInspection inspection)
    {
        text.Line().Line("CHAINS (values that the service issues in every replay; a replay carries each worker's own forward)");
        if (inspection.Chains.Count == 0)
        {
            text.Line("  none");
        }

        foreach (InspectedChain chain in inspection.Chains)
        {
            string how = chain.Mechanism switch
            {
                "Position" => ", by position: capture redacted it",
                "Cookie" => ", by the name of the cookie",
                _ => "",
            };
            text.Line(CultureInfo.InvariantCulture, $"  {chain.Number}. {chain.Source}{(chain.Recorded is null ? "" : $": {chain.Recorded}")}{how}");
            foreach (string sink in chain.Sinks.Take(MostSinks))
            {
                text.Line("       -> " + sink);
            }

            if (chain.Sinks.Count > MostSinks)
            {
                text.Line(CultureInfo.InvariantCulture, $"       ... and {chain.Sinks.Count - MostSinks} more; {inspection.Words.Everything} lists them");
            }
        }
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Number(double milliseconds) => milliseconds.ToString("0.0##", CultureInfo.InvariantCulture);
}
