using InfernoSim.TestKit.Docs;

namespace InfernoSim.Testing.Tests.Docs;

public sealed class SqlPageTests
{
    [Fact]
    public void The_code_on_the_page_is_that_of_the_example_which_is_run()
    {
        string example = Flat(File.ReadAllText(Repository.File("examples/dotnet-state/Orders.Tests/RecordedDatabase.cs")));

        Assert.Contains(Flat(Assert.Single(new DocsPage("sql.md").Blocks("csharp"))), example, StringComparison.Ordinal);
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
}
