using System.Reflection;
using System.Text.RegularExpressions;
using InfernoSim.Testing.Tests.Interception;
using InfernoSim.TestKit.Docs;

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
        string test = new DocsPage("write-a-test.md").BlockInClass("csharp", "## In any test framework");

        Assert.Contains(test, Repository.Read("tests/InfernoSim.Testing.Tests/Docs/WriteATestTests.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_way_to_call_on_the_page_is_a_test()
    {
        string[] named = [.. TestName().Matches(new DocsPage("interception.md").Text).Select(match => match.Groups["name"].Value).Distinct()];
        string[] tests = [.. typeof(ClientTests).GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name)];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex("`(?<name>[A-Z][a-z]*(_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();
}
