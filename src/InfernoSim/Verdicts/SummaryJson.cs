using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfernoSim.Verdicts;

/// <summary>The summary as JSON: the properties of <see cref="ReplaySummary"/> in camelCase, outcomes by report name.</summary>
internal static class SummaryJson
{
    private static readonly JsonSerializerOptions Options = ReportJson.With(new OutcomeConverter(), new JsonStringEnumConverter());

    public static string Render(ReplaySummary summary) => ReportJson.Serialize(summary, Options);

    private sealed class OutcomeConverter : JsonConverter<ReplayOutcome>
    {
        public override ReplayOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Summaries are written, not read.");

        public override void Write(Utf8JsonWriter writer, ReplayOutcome value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToReportName());
    }
}
