using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace InfernoSim.Testing.Tests.Docs;

public sealed partial class EnvelopePageTests
{
    [Fact]
    public async Task Sustains_five_requests_a_second()
    {
        IncidentEnvelopeResult envelope = await IncidentEnvelopeSearch.For<Program>("incidents/checkout")
            .With(s => s.Slo = "p99<30s,errors<10%")
            .With(s => s.AtLeast = "5 req/s")
            .With(s => s.Budget = "20s")
            .RunAsync();

        envelope.ThrowIfFailed();
    }

    [Fact]
    public void The_test_on_the_page_is_compiled_and_run()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/envelope.md")).ReplaceLineEndings("\n");

        string indented = string.Concat(Snippet().Match(page).Groups["code"].Value.Split('\n').Select(line => line.Length == 0 ? "\n" : $"    {line}\n"));

        Assert.Contains(indented, File.ReadAllText(ThisFile()).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex("\nIn any test framework:\n\n```csharp\n(?<code>.*?)\n```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
