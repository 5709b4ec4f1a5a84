using System.Globalization;
using InfernoSim.Printing;

namespace InfernoSim.Load.Envelope;

/// <summary>The summary for a person.</summary>
internal static class EnvelopeText
{
    public static string Render(EnvelopeSummary summary)
    {
        var text = new PrintedText();
        text.Line("INFERNOSIM SUSTAINABLE ENVELOPE");
        AppendLine(text, "Outcome", summary.Passed ? "PASS" : summary.IsJudged ? $"FAIL: {summary.Failure}" : $"NOT JUDGED: {summary.Failure}");
        if (summary.Recovery is { } recovery)
        {
            AppendLine(text, "Recovery", recovery);
        }

        if (summary.Caution is { } caution)
        {
            AppendLine(text, "Caution", caution);
        }

        AppendLine(text, "Incident", summary.Incident);
        AppendLine(text, "Objective", summary.ServiceLevel + (summary.AtLeast is { } least ? $" at {Number(least)} req/s or more" : ""));
        AppendLine(text, "Arrivals", summary.RequestsPerArrival == 1 ? "one exchange each" : $"one session of {summary.RequestsPerArrival} requests each");
        AppendLine(text, "Highest rate", Describe(summary.Rate, "req/s"));
        if (summary.Fanout is { } fanout)
        {
            AppendLine(text, "Highest fan-out", Describe(fanout, "workers"));
        }

        if (summary.Capacity is { } capacity)
        {
            AppendLine(text, "Throughput at most", $"{Number(capacity.Value)} req/s ({Number(capacity.Low)} to {Number(capacity.High)})");
        }

        if (summary.Knee is { } knee)
        {
            AppendLine(text, "Knee", $"{Number(knee.Rate)} req/s, mean {Number(knee.Mean)} ms; beyond it more load brings more waiting than throughput");
        }

        string title = "Limiting factor";
        foreach (string line in summary.LimitingFactor.ToLines())
        {
            AppendLine(text, title, line);
            title = "";
        }

        AppendPoints(text, summary.Points);
        AppendDependencies(text, summary.Dependencies);
        AppendGenerator(text, summary);
        return text.ToString();
    }

    public static string Describe(EnvelopeEdge edge, string unit)
    {
        string unmade = edge.MachineLimit is { } limit ? $"at {Number(edge.LeastUnmade)} {unit} the machine was the limit, not the service: {limit}" : "";
        if (edge.Highest is not { } highest)
        {
            return edge.LeastMissed is { } least ? $"none: {Number(least)} {unit} did not hold: {edge.Why}" : unmade.Length > 0 ? $"not measured: {unmade}" : "not measured";
        }

        if (edge.LeastMissed is not { } missed)
        {
            return unmade.Length > 0
                ? $"{Number(highest)} {unit} or more: that held, and {unmade}"
                : $"{Number(highest)} {unit} held, the most that was tried: the edge was not found";
        }

        string precision = edge.IsPrecise ? "" : unmade.Length > 0 ? $"; {unmade}" : "; the time was up before the gap was closed";
        return edge.IsGeneratorLimited
            ? $"{Number(highest)} {unit} held; at {Number(missed)} the generator was the limit, so the service's edge was not found"
            : $"{Number(highest)} {unit} held, {Number(missed)} did not: {edge.Why}{precision}";
    }

    private static void AppendPoints(PrintedText text, IReadOnlyList<EnvelopePoint> points)
    {
        text.Line().Line("LATENCY AGAINST LOAD (milliseconds from the scheduled send, 95 % intervals)");
        text.Line("     req/s  completed     p50      p99 (interval)              max   errors (interval)          late  held");
        foreach (EnvelopePoint point in points)
        {
            text.Line(CultureInfo.InvariantCulture, $"  {Number(point.Rate),8}  {Number(point.Completed),9}  {Number(point.P50),6}  {Range(point.P99, 1),-24}  {Number(point.Max),7}   {Range(point.Errors, 100),-24} {point.Late,6}  {(point.Held ? "yes" : "no")}");
        }
    }

    private static void AppendDependencies(PrintedText text, IReadOnlyList<DependencyTolerance> dependencies)
    {
        if (dependencies.Count == 0)
        {
            return;
        }

        text.Line().Line("TOLERATED DEPENDENCY LATENCY (added to each answer)");
        foreach (DependencyTolerance tolerance in dependencies)
        {
            text.Line($"  {tolerance.Dependency}: {Describe(tolerance.Edge, "ms")} (at {Number(tolerance.Rate)} req/s)");
        }
    }

    private static void AppendGenerator(PrintedText text, EnvelopeSummary summary)
    {
        GeneratorAccuracy generator = summary.Generator;
        text.Line().Line("HOW IT WAS MEASURED");
        text.Line(CultureInfo.InvariantCulture, $"  sends     {generator.Sends}, late by p50 {Number(generator.P50)} ms, p99 {Number(generator.P99)} ms, max {Number(generator.Max)} ms");
        text.Line(CultureInfo.InvariantCulture, $"  late      {generator.Late} by more than {Number(generator.Tolerance)} ms; {generator.Missed} were never sent");
        text.Line(CultureInfo.InvariantCulture, $"  took      {summary.Elapsed.TotalSeconds:0.0} s");
    }

    private static string Range(EnvelopeFigure figure, double factor) =>
        $"{Percent(figure.Value, factor)} ({Percent(figure.Low, factor)} to {(figure.High is { } high ? Percent(high, factor) : "?")})";

    private static string Percent(double value, double factor) => factor == 1 ? Number(value) : (value * factor).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static void AppendLine(PrintedText text, string name, string value) => text.Line($"{(name.Length == 0 ? "" : name + ":"),-20} {value}");

    public static string Number(double? value) => value is { } number ? number.ToString(number < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture) : "?";
}
