using System.Text.Json;
using System.Text.Unicode;

namespace InfernoSim.Incidents;

/// <summary>The strings of a JSON text. They can hold half a character, such as <c>\ud800</c>, and bytes that are none, and fail whoever reads them.</summary>
internal static class JsonStrings
{
    /// <summary>Whether all of them, and all names, are text.</summary>
    /// <param name="json">One JSON value.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static bool AreText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return true;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true } && !IsText(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
