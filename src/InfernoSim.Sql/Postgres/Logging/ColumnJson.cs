using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>A column in a log: its name and type, and what else a driver is told of it where that is not what it mostly is.</summary>
internal static class ColumnJson
{
    /// <summary>Writes a column.</summary>
    public static void Write(Utf8JsonWriter json, ColumnDescription column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", PostgresType.Of(column.Type).Name);
        json.WriteNumber("oid", column.Type);
        json.WriteNumber("size", column.TypeSize);
        WriteUnless(json, "modifier", column.TypeModifier, -1);
        WriteUnless(json, "table", column.Table, 0);
        WriteUnless(json, "attribute", column.Attribute, 0);
        WriteUnless(json, "format", (int)column.Format, (int)ValueFormat.Text);
        json.WriteEndObject();
    }

    /// <summary>Reads a column.</summary>
    /// <exception cref="FormatException">A number in it is none.</exception>
    public static ColumnDescription Read(JsonElement json) => new(
        json.TryGetProperty("name", out JsonElement name) ? name.GetString() ?? "" : "",
        (uint)Number(json, "table", 0),
        (short)Number(json, "attribute", 0),
        (uint)Number(json, "oid", 0),
        (short)Number(json, "size", -1),
        (int)Number(json, "modifier", -1),
        FormatCodes.Of((short)Number(json, "format", 0)));

    private static void WriteUnless(Utf8JsonWriter json, string name, long value, long usual)
    {
        if (value != usual)
        {
            json.WriteNumber(name, value);
        }
    }

    private static long Number(JsonElement json, string name, long usual) => json.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : usual;
}
