using System.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Reads and writes <c>incident.json</c>.</summary>
internal static class MetadataFile
{
    // More than one says of 100 destinations, which is as many as it names.
    private const int RoomSize = 32 * 1024;
    private const long MostKnown = 1024 * 1024;

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

    /// <summary>Takes room for the file when a recording begins, so that what is known of the recording at its end can be written on a disk that is full by then.</summary>
    /// <param name="folder">The incident folder.</param>
    /// <param name="log">The log of a recorder that has not all of them; <see langword="null"/> for one that has.</param>
    /// <returns><see langword="null"/> where there is no room already. A recording does not fail for it: it may pass traffic on.</returns>
    public static ReservedFile? Reserve(string folder, string? log = null)
    {
        var there = new FileInfo(Path.Combine(folder, IncidentFiles.Metadata));
        try
        {
            return ReservedFile.Take(Path.Combine(folder, RoomOf(log)), RoomSize + (there.Exists ? (int)Math.Min(there.Length, MostKnown) : 0), OwnerOnly.ForFiles);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What to say at the start where <see cref="Reserve"/> found no room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="folder">The incident folder.</param>
    /// <returns><see langword="null"/> where there is room.</returns>
    public static string? NoticeOfMissing(ReservedFile? room, string folder) => room is null
        ? $"{folder}: there is no room for {IncidentFiles.Metadata}, as on a full disk, so that nothing may be recorded; make room before the recording ends."
        : null;

    /// <summary>What <see cref="Reserve"/> made in a folder: that of a recorder that is at work, or that was killed.</summary>
    /// <param name="folder">The incident folder.</param>
    /// <returns>The names of the files, in which nothing stands.</returns>
    public static IEnumerable<string> RoomsIn(string folder) => IncidentFiles.Logs.Prepend(null).Select(RoomOf).Where(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Writes the file, its owner's alone; there is always a whole one.</summary>
    /// <param name="folder">The incident folder.</param>
    /// <param name="metadata">What to write.</param>
    /// <param name="room">What <see cref="Reserve"/> made; it is used up.</param>
    /// <exception cref="IOException">It cannot be written; an earlier one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; an earlier one is untouched.</exception>
    public static void Write(string folder, IncidentMetadata metadata, ReservedFile? room)
    {
        string path = Path.Combine(folder, IncidentFiles.Metadata);
        byte[] content = Serialize(metadata);
        try
        {
            if (room is not null)
            {
                room.Become(path, content);
                return;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // There are file systems that write nothing in its own place. They have room for it when the old place is given back.
            room!.Dispose();
        }

        AtomicFile.Write(path, content, OwnerOnly.ForFiles);
    }

    private static string RoomOf(string? log) => $"{IncidentFiles.Metadata}.{(log is null ? "" : $"{log}.")}room";

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
