using System.Security.Cryptography;
using System.Text.Json;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>A log as it lies on the disk, read without the reader that is under test elsewhere.</summary>
internal static class WrittenLog
{
    /// <summary>The events of a log that is whole.</summary>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        string[] lines = File.ReadAllText(path).Split('\n');
        Assert.Equal("", lines[^1]);
        return [.. lines[..^1].Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>How many bytes come after the last line end.</summary>
    public static long TornBytes(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes.Length - 1 - Array.LastIndexOf(bytes, (byte)'\n');
    }

    /// <summary>Adds what a crash in the middle of writing an event leaves: its beginning.</summary>
    public static void Tear(string path) => File.AppendAllText(path, """{"id":"00000000000000000000000000000000","type":"Inbo""");

    /// <summary>What the log says of a response that its receiver has.</summary>
    public static Receipt ReceiptOf(JsonElement e)
    {
        bool isInbound = Text(e, "type") == "InboundResponse";
        byte[] body = Convert.FromBase64String(Text(e, isInbound ? "bodyB64" : "responseBodyB64"));
        string trailer = e.TryGetProperty("responseTrailers", out JsonElement trailers) && trailers.TryGetProperty(Answers.Sum, out JsonElement sum) ? sum[0].GetString()! : "";
        return new Receipt(Text(e, "method"), Text(e, "url"), e.GetProperty("status").GetInt32(), Convert.ToHexStringLower(SHA256.HashData(body)), trailer);
    }

    public static string Text(JsonElement e, string field) => e.TryGetProperty(field, out JsonElement value) ? value.GetString()! : "";
}
