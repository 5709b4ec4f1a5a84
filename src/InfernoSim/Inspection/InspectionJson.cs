using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoSim.Verdicts;

namespace InfernoSim.Inspection;

/// <summary>Inspections and verifications as JSON: their properties in camelCase.</summary>
internal static class InspectionJson
{
    private static readonly JsonSerializerOptions Options = ReportJson.With(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));

    public static string Render<T>(T report) => ReportJson.Serialize(report, Options) + "\n";
}
