using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using InfernoSim.Testing.Tests.VirtualTime;

namespace InfernoSim.Testing.Tests.Docs;

[Collection(VirtualReplay.Name)]
public sealed partial class VirtualTimePageTests
{
    [Fact]
    public async Task Survives_the_november_incident_in_no_time()
    {
        IncidentReplay replay = await IncidentReplayer.For<Program>("incidents/checkout")
            .With(s => s.Time = ReplayTime.Virtual)
            .RunAsync();

        replay.ThrowIfFailed();
    }

    [Fact]
    public void The_test_on_the_page_is_compiled_and_run()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/virtual-time.md")).ReplaceLineEndings("\n");

        string indented = string.Concat(Snippet().Match(page).Groups["code"].Value.Split('\n').Select(line => line.Length == 0 ? "\n" : $"    {line}\n"));

        Assert.Contains(indented, File.ReadAllText(ThisFile()).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
