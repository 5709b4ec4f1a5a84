using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfernoSim.Envelope;

/// <summary>The summary as JSON: its properties in camelCase.</summary>
internal static class EnvelopeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // Read by people too, and never put into HTML as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render(EnvelopeSummary summary) => JsonSerializer.Serialize(summary, Options);
}
