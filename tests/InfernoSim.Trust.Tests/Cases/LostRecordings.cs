using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Incidents;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Recordings that have lost something, replayed against the unchanged service: nothing of it is charged to the service.</summary>
internal static class LostRecordings
{
    public static IEnumerable<TrustCase> Regressions =>
    [
        Differs("a log of calls that lost its last lines", folder => Edit(folder, "outbound.log", lines => lines[..^4]), new(CallDuplicate, Traffic.Settlement, 0, "", "GET http://payments/settlements/today", "once more than that")),
        Differs("a log of calls that lost a line in the middle", folder => Edit(folder, "outbound.log", lines => [.. lines.Where((_, index) => index != 1)]), new(CallExtra, Traffic.Checkout, 0, "POST http://inventory/reservations", "no such call", "POST http://inventory/reservations")),
        Differs("a body of the recording that was edited", folder => Edit(folder, "inbound.log", lines => [.. lines.Select(EditBody)]), new(ResponseBody, Traffic.Login, null, "/user", "\"bob\"", "\"ada\"")),
        Differs("a tunnel that capture could not see into", folder => Edit(folder, "outbound.log", lines => [.. lines, Tunnel(lines[^1])]), new(CallMissing, -1, 0, "", "CONNECT bank.test:443 from each worker", "no such call")),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Weakens("an incident.json that counts one call more than there is", folder => Count(folder, "outbound_count", 1)),
        Weakens("an incident.json that counts one event more than there is", folder => Count(folder, "inbound_count", 1)),
        Weakens("a log that lost its last exchange", folder => Edit(folder, "inbound.log", lines => lines[..^2])),
        Weakens("a gap in the numbers of a log", folder => Edit(folder, "inbound.log", lines => [.. lines.SkipLast(1), lines[^1].Replace($"\"sequence\":{lines.Length}", $"\"sequence\":{lines.Length + 1}", StringComparison.Ordinal)])),
    ];

    private static TrustCase Differs(string name, Action<string> lose, ExpectedDivergence first) =>
        new(name, () => new Mutation(), ReplayOutcome.FailIncompleteIncident, first) { Replay = (shop, variant) => ReplayAsync(shop, variant, lose) };

    private static TrustCase Weakens(string name, Action<string> lose) =>
        new(name, () => new Mutation(), ReplayOutcome.PassWeak) { Replay = (shop, variant) => ReplayAsync(shop, variant, lose) };

    private static async Task<ReplaySummary> ReplayAsync(RecordedShop shop, TrustCase variant, Action<string> lose)
    {
        using var copy = new TestFolder();
        foreach (string file in Directory.GetFiles(shop.Incident.Folder))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }

        lose(copy.Path);
        return await ReplayedService.ReplayAsync(IncidentReader.Read(copy.Path), shop.Dependencies, variant.Plant(), variant.Options);
    }

    private static void Edit(string folder, string log, Func<string[], string[]> edit)
    {
        string path = Path.Combine(folder, log);
        File.WriteAllLines(path, edit(File.ReadAllLines(path)));
    }

    // The bytes are others, and the hash beside them is the old one.
    private static string EditBody(string line) => line.Replace(Base64("""{"user":"ada"}"""), Base64("""{"user":"bob"}"""), StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Tunnel(string last)
    {
        var call = JsonNode.Parse(last)!.AsObject();
        var tunnel = new JsonObject
        {
            ["id"] = new string('f', 32),
            ["type"] = "OutboundCall",
            ["timestamp"] = call["timestamp"]!.DeepClone(),
            ["sequence"] = call["sequence"]!.GetValue<long>() + 1,
            ["service"] = "bank.test:443",
            ["method"] = "CONNECT",
            ["url"] = "bank.test:443",
            ["status"] = 200,
            ["responseCaptured"] = true,
        };
        return tunnel.ToJsonString();
    }

    private static void Count(string folder, string field, int more)
    {
        string path = Path.Combine(folder, "incident.json");
        var metadata = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        metadata[field] = metadata[field]!.GetValue<long>() + more;
        File.WriteAllText(path, metadata.ToJsonString());
    }
}
