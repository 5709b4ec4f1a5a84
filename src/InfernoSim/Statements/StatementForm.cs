using System.Buffers;
using System.Text.Json;

namespace InfernoSim.Statements;

/// <summary>Statements whose text is put into its <see cref="SqlForm"/>, with their parameters named as in it.</summary>
internal static class StatementForm
{
    private const string Text = "text";
    private const string Parameters = "parameters";

    /// <summary>Puts a statement into its form.</summary>
    /// <param name="json">Text and parameters, as in an event.</param>
    /// <returns>The same with another text and other names; <see langword="null"/> where it is no statement.</returns>
    public static byte[]? Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(Text, out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? Write(document.RootElement, SqlForm.Of(text.GetString()!))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(JsonElement statement, SqlForm form)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, SqlValues.Options))
        {
            json.WriteStartObject();
            foreach (JsonProperty member in statement.EnumerateObject())
            {
                if (member.NameEquals(Text))
                {
                    json.WriteString(Text, form.Text);
                }
                else if (member.NameEquals(Parameters) && member.Value.ValueKind == JsonValueKind.Object)
                {
                    WriteParameters(json, member.Value, form);
                }
                else
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, JsonElement parameters, SqlForm form)
    {
        json.WriteStartObject(Parameters);
        foreach (JsonProperty parameter in parameters.EnumerateObject())
        {
            json.WritePropertyName(form.Parameters.GetValueOrDefault(parameter.Name, parameter.Name));
            parameter.Value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
