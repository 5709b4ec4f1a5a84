using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using InfernoSim.Testing.Tests.Interception;

namespace InfernoSim.Testing.Tests.Docs;

public sealed partial class WriteATestTests
{
    [Fact]
    public async Task Survives_the_november_incident()
    {
        IncidentReplay replay = await IncidentReplayer.For<Program>("incidents/checkout")
            .With(s => s.Fanout = 5)
            .RunAsync();

        replay.ThrowIfFailed();
    }

    [Fact]
    public void The_test_for_any_framework_is_compiled_and_run()
    {
        string[] snippet = Snippet().Match(Page("write-a-test.md")).Groups["code"].Value.Split('\n');

        string indented = string.Concat(snippet.Select(line => line.Length == 0 ? "\n" : $"    {line}\n"));

        Assert.Contains(indented, File.ReadAllText(ThisFile()).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_way_to_call_on_the_page_is_a_test()
    {
        string[] named = [.. TestName().Matches(Page("interception.md")).Select(match => match.Groups["name"].Value).Distinct()];
        string[] tests = [.. typeof(ClientTests).GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name)];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs", name)).ReplaceLineEndings("\n");

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex("\n## In any test framework\n\n```csharp\n(?<code>.*?)\n```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("`(?<name>[A-Z][a-z]*(_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();
}
