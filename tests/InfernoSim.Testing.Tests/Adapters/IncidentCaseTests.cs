using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.Tests.Adapters;

public sealed class IncidentCaseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_without_a_wildcard_is_one_case_named_for_its_folder_there_or_not()
    {
        Assert.Equal([new IncidentCase("incidents/checkout", "checkout", fromWildcard: false)], List("incidents/checkout"));
        Assert.Equal([new IncidentCase("incidents/checkout/", "checkout", fromWildcard: false)], List("incidents/checkout/"));
    }

    [Fact]
    public void A_wildcard_is_a_case_for_each_incident_in_order()
    {
        Incident("b");
        Incident("a");
        Directory.CreateDirectory(_folder.File("no-incident"));

        Assert.Equal([("a", true), ("b", true)], List(_folder.File("*")).Select(one => (one.Name, one.FromWildcard)));
    }

    [Fact]
    public void A_wildcard_above_the_last_folder_is_in_the_names()
    {
        Incident("january/checkout");
        Incident("february/checkout");

        Assert.Equal(["february/checkout", "january/checkout"], List(_folder.File("*/checkout")).Select(one => one.Name));
    }

    [Theory]
    [InlineData("none-*", "none-*")]
    [InlineData("", "")]
    [InlineData("/", "/")]
    [InlineData("*\0", "*\0")]
    public void What_cannot_be_listed_is_one_case(string path, string name)
    {
        Assert.Equal([new IncidentCase(path, name, fromWildcard: false)], List(path));
    }

    [Fact]
    public void A_trait_can_stand_in_xml()
    {
        IncidentCase one = Assert.Single(List("*\0"));

        Assert.Equal([new("Category", "Incident"), new("Incident", "*?")], one.Traits);
    }

    private static IReadOnlyList<IncidentCase> List(string path) => IncidentCase.List(IncidentTestSettings.ForReplay(path, "/no/such/folder/Tests.cs"));

    private void Incident(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.WriteAllText(Path.Combine(_folder.File(name), "inbound.log"), "");
    }
}
