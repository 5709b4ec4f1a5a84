using InfernoSim.TestKit.Docs;

namespace InfernoSim.Cli.Tests.Clients;

public sealed class ClientsPageTests
{
    private const string Accept = "INFERNOSIM_ACCEPT";

    [Theory]
    [InlineData("dependency")]
    [InlineData("service")]
    public void The_tables_say_what_the_tests_hold(string called)
    {
        string path = Repository.File("docs/clients.md");
        string page = File.ReadAllText(path);
        string made = MadePart.Put(page, called, ClientsPage.Table(called == "service" ? way => way.GoesDirectly : way => way.TakesProxy));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, page = made);
        }

        Assert.True(page == made, $"{path} does not say what the tests hold. Run this test once with {Accept}=1, look at the difference, and commit the page.");
    }
}
