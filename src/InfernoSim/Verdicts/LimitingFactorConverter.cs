using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoSim.Limits;

namespace InfernoSim.Verdicts;

/// <summary>A limiting factor in JSON reports: factor and confidence by their report names.</summary>
internal sealed class LimitingFactorConverter : JsonConverter<LimitingFactorSummary>
{
    /// <inheritdoc/>
    public override LimitingFactorSummary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Summaries are written, not read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LimitingFactorSummary value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteString("evidence", value.Evidence);
        writer.WriteString("confidence", value.Confidence.ToReportName());
        writer.WriteString("nextStep", value.NextStep);
        writer.WriteEndObject();
    }
}
