using InfernoSim.TestKit.Docs;

namespace InfernoSim.Testing.Tests.Docs;

public sealed class StatePageTests
{
    [Fact]
    public void The_code_on_the_page_is_that_of_the_example_which_is_run()
    {
        string example = string.Concat(Directory.EnumerateFiles(Repository.File("examples/dotnet-state/Orders.Tests"), "*.cs").Order(StringComparer.Ordinal).Select(file => Flat(File.ReadAllText(file))));
        string[] blocks = new DocsPage("state.md").Blocks("csharp");

        Assert.Equal(6, blocks.Length);
        Assert.All(blocks.SelectMany(block => block.Split("\n\n")), part => Assert.Contains(Flat(part), example, StringComparison.Ordinal));
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
}
