using System.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Reads and writes <c>incident.json</c>.</summary>
internal static class MetadataFile
{
    private const string CapturedAt = "captured_at";
    private const string Env = "env";
    private const string Host = "host";
    private const string InboundCount = "inbound_count";
    private const string OutboundCount = "outbound_count";
    private const string SqlCount = "sql_count";
    private const string Schema = "schema";
    private const string NotRecorded = "not_recorded";
    private const string UnseenChanges = "unseen_changes";
    private const string Privacy = "privacy";
    private const string PrivacyRules = "rules";
    private const string PrivacyKey = "key";
    private const string PrivacyTokens = "tokens";
    private const string PrivacySeveralKeys = "several_keys";

    /// <summary>Reads the file.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="IncidentFormatException">It is not JSON, or a member is not what it should be.</exception>
    public static IncidentMetadata? Read(string folder)
    {
        string path = Path.Combine(folder, IncidentFiles.Metadata);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            return Read(path, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new IncidentFormatException(path, (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1, "Expected a JSON object.", "Repair the file, or remove it: a replay does not need it.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new IncidentFormatException(path, 0, 0, "A string in it is not valid Unicode.", "Repair the file, or remove it: a replay does not need it.", e);
        }
    }

    /// <summary>Writes the file, its owner's alone; there is always a whole one.</summary>
    public static void Write(string folder, IncidentMetadata metadata) =>
        AtomicFile.Write(Path.Combine(folder, IncidentFiles.Metadata), Serialize(metadata), OwnerOnly.ForFiles);

    private static IncidentMetadata Read(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, "the file", root, "a JSON object");
        }

        var metadata = new IncidentMetadata();
        var unknown = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (JsonProperty member in root.EnumerateObject())
        {
            metadata = member.Name switch
            {
                CapturedAt => metadata with { CapturedAt = ReadInstant(path, member) },
                Env => metadata with { Env = ReadText(path, member) },
                Host => metadata with { Host = ReadText(path, member) },
                InboundCount => metadata with { InboundCount = ReadNumber(path, member) },
                OutboundCount => metadata with { OutboundCount = ReadNumber(path, member) },
                SqlCount => metadata with { SqlCount = ReadNumber(path, member) },
                Privacy => metadata with { Privacy = ReadPrivacy(path, member) },
                NotRecorded => metadata with { NotRecorded = ReadTexts(path, member) },
                UnseenChanges => metadata with { UnseenChanges = ReadNumber(path, member) },
                Schema => metadata with { Schema = ReadSchema(path, member), HasSchema = true },
                _ => Keep(metadata, unknown, member),
            };
        }

        return metadata with { UnknownMembers = unknown };
    }

    private static IncidentMetadata Keep(IncidentMetadata metadata, List<KeyValuePair<string, ReadOnlyMemory<byte>>> unknown, JsonProperty member)
    {
        unknown.Add(new(member.Name, Encoding.UTF8.GetBytes(member.Value.GetRawText())));
        return metadata;
    }

    private static DateTimeOffset? ReadInstant(string path, JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when IncidentTimestamp.TryParse(member.Value.GetString(), out IncidentTimestamp instant) => instant.ToDateTimeOffset(),
        _ => throw Wrong(path, member.Name, member.Value, "an RFC 3339 date-time"),
    };

    private static string ReadText(string path, JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => member.Value.GetString()!,
        _ => throw Wrong(path, member.Name, member.Value, "a string"),
    };

    private static string[] ReadTexts(string path, JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. member.Value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(path, member.Name, member.Value, "an array of strings");

    private static IncidentPrivacy ReadPrivacy(string path, JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, member.Name, member.Value, "an object with rules");
        }

        var privacy = new IncidentPrivacy([], null);
        foreach (JsonProperty part in member.Value.EnumerateObject())
        {
            privacy = part.Name switch
            {
                PrivacyRules => privacy with { Rules = ReadTexts(path, part) },
                PrivacyKey => privacy with { KeyCheck = ReadText(path, part) },
                PrivacyTokens => privacy with { HoldsTokens = ReadFlag(path, part) },
                PrivacySeveralKeys => privacy with { HasSeveralKeys = ReadFlag(path, part) == true },
                _ => privacy,
            };
        }

        return privacy;
    }

    private static bool? ReadFlag(string path, JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(path, member.Name, member.Value, "true or false"),
    };

    private static long ReadNumber(string path, JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => 0,
        JsonValueKind.Number when member.Value.TryGetInt64(out long value) => value,
        _ => throw Wrong(path, member.Name, member.Value, "a whole number"),
    };

    private static int ReadSchema(string path, JsonProperty member) => ReadNumber(path, member) switch
    {
        0 or 1 => 1,
        long newer => throw new IncidentFormatException(path, 0, 0, $"schema is {newer}, and this version reads 1.", "Use the version of infernosim that recorded it, or a newer one."),
    };

    private static IncidentFormatException Wrong(string path, string name, JsonElement value, string expected) =>
        new(path, 0, 0, $"{name} is {value.GetRawText()}, expected {expected}.", "Repair the file, or remove it: a replay does not need it.");

    private static void WritePrivacy(Utf8JsonWriter json, IncidentPrivacy? privacy)
    {
        if (privacy is null)
        {
            return;
        }

        json.WriteStartObject(Privacy);
        WriteTexts(json, PrivacyRules, privacy.Rules);
        if (privacy.KeyCheck is { } check)
        {
            json.WriteString(PrivacyKey, check);
        }

        if (privacy.HoldsTokens is { } holdsTokens)
        {
            json.WriteBoolean(PrivacyTokens, holdsTokens);
        }

        if (privacy.HasSeveralKeys)
        {
            json.WriteBoolean(PrivacySeveralKeys, true);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static byte[] Serialize(IncidentMetadata metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = EventFields.Encoder }))
        {
            json.WriteStartObject();
            if (metadata.CapturedAt is { } capturedAt)
            {
                json.WriteString(CapturedAt, IncidentTimestamp.FromDateTimeOffset(capturedAt).ToString());
            }

            json.WriteString(Env, metadata.Env);
            json.WriteString(Host, metadata.Host);
            json.WriteNumber(InboundCount, metadata.InboundCount);
            json.WriteNumber(OutboundCount, metadata.OutboundCount);
            if (metadata.SqlCount > 0)
            {
                json.WriteNumber(SqlCount, metadata.SqlCount);
            }

            json.WriteNumber(Schema, metadata.Schema);
            WritePrivacy(json, metadata.Privacy);
            if (metadata.NotRecorded.Count > 0)
            {
                WriteTexts(json, NotRecorded, metadata.NotRecorded);
            }

            if (metadata.UnseenChanges > 0)
            {
                json.WriteNumber(UnseenChanges, metadata.UnseenChanges);
            }

            foreach ((string name, ReadOnlyMemory<byte> value) in metadata.UnknownMembers)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Span);
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
