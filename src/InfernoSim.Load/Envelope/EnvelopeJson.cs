using System.Text.Json;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>The summary as JSON: its properties in camelCase.</summary>
internal static class EnvelopeJson
{
    private static readonly JsonSerializerOptions Options = ReportJson.With();

    public static string Render(EnvelopeSummary summary) => ReportJson.Serialize(summary, Options);
}
