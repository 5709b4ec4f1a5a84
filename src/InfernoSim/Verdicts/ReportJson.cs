using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>How all reports are written as JSON: indented, names in camelCase.</summary>
internal static class ReportJson
{
    /// <summary>Writes a report. What the serializer leaves as it is, such as overrides of direction, is escaped too.</summary>
    /// <param name="report">The report.</param>
    /// <param name="options">Options of <see cref="With"/>.</param>
    public static string Serialize<T>(T report, JsonSerializerOptions options) => VisibleText.Lines(JsonSerializer.Serialize(report, options));

    /// <summary>Options with converters of a report's own.</summary>
    public static JsonSerializerOptions With(params ReadOnlySpan<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            // Reports are read by people too; they are never put into HTML as they are.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new LimitingFactorConverter() },
        };
        foreach (JsonConverter converter in converters)
        {
            options.Converters.Add(converter);
        }

        return options;
    }
}
