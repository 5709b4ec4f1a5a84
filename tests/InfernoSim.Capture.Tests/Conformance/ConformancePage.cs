using System.Text;
using InfernoSim.TestKit.Docs;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>The tables of docs/conformance.md.</summary>
internal static class ConformancePage
{
    private const string Accept = "INFERNOSIM_ACCEPT";
    private const string Same = "the same";

    /// <summary>Holds a table against what the servers did.</summary>
    public static async Task HoldAsync(ConformanceServers servers, string part, bool isHttp2)
    {
        string path = Repository.File("docs/conformance.md");
        string page = await File.ReadAllTextAsync(path);
        string made = MadePart.Put(page, part, await TableAsync(servers, isHttp2));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(path, page = made);
        }

        Assert.True(page == made, $"{path} does not say what the servers did. Run this test once with {Accept}=1, look at the difference, and commit the page.");
    }

    private static async Task<string> TableAsync(ConformanceServers servers, bool isHttp2)
    {
        var table = new StringBuilder($"| section | what a client says | {string.Join(" | ", ConformanceServers.Names)} |\n|{string.Concat(Enumerable.Repeat(" --- |", ConformanceServers.Names.Count + 2))}\n");
        var reasons = new StringBuilder();
        foreach (ConformanceCase one in ConformanceCases.All.Where(one => one.IsHttp2 == isHttp2))
        {
            string[] outcomes = await Task.WhenAll(ConformanceServers.Names.Select(server => servers.OutcomeAsync(server, one)));
            table.Append($"| {one.Section} | {Escaped(one.What)} | {outcomes[0]} | {string.Join(" | ", outcomes.Skip(1).Select(outcome => outcome == outcomes[0] ? Same : outcome))} |\n");
            foreach (IGrouping<string, KnownDifference> known in KnownDifference.All.Where(known => known.Case == one.Name).GroupBy(known => known.Why))
            {
                reasons.Append($"- {Escaped(one.What)} ({string.Join(", ", known.Select(proxy => proxy.Server))}): {known.Key}\n");
            }
        }

        return reasons.Length == 0 ? table.ToString() : $"{table}\nMeant to differ:\n\n{reasons}";
    }

    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal);
}
