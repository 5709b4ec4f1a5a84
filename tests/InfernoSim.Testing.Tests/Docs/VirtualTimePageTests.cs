using InfernoSim.Testing.Tests.VirtualTime;
using InfernoSim.TestKit.Docs;

namespace InfernoSim.Testing.Tests.Docs;

[Collection(VirtualReplay.Name)]
public sealed class VirtualTimePageTests
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
        string test = new DocsPage("virtual-time.md").BlockInClass("csharp", "# Virtual time");

        Assert.Contains(test, Repository.Read("tests/InfernoSim.Testing.Tests/Docs/VirtualTimePageTests.cs"), StringComparison.Ordinal);
    }
}
