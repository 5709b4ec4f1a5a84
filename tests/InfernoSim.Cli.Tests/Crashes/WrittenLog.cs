using System.Security.Cryptography;
using System.Text.Json;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>A log as it lies on the disk, read without the reader that is under test elsewhere.</summary>
internal static class WrittenLog
{
    /// <summary>The events of a log that is whole.</summary>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        Assert.Equal(0, TornBytes(path));
        return WrittenEvent.ReadAll(path);
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
        byte[] body = e.Bytes(e.Text("type") == "InboundResponse" ? "bodyB64" : "responseBodyB64");
        string trailer = e.Header(Answers.Sum, "responseTrailers").FirstOrDefault("");
        return new Receipt(e.Text("method")!, e.Text("url")!, e.GetProperty("status").GetInt32(), Convert.ToHexStringLower(SHA256.HashData(body)), trailer);
    }
}
