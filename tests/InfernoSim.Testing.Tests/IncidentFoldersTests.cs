using InfernoSim.Incidents;

namespace InfernoSim.Testing.Tests;

public sealed class IncidentFoldersTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Source => _folder.File("CheckoutTests.cs");

    [Fact]
    public void A_relative_path_is_beside_the_source_file()
    {
        string incident = Make("incidents/checkout");

        Assert.Equal([incident], IncidentFolders.Resolve("incidents/checkout", Source));
    }

    [Theory]
    [InlineData("replay.yaml", "replay.yaml")]
    [InlineData("tests/replay.yaml", "tests/replay.yaml")]
    [InlineData("tests/orders/replay.yaml", "tests/orders/replay.yaml")]
    public void The_rules_of_a_project_are_beside_the_test_or_above_it_up_to_the_project_file(string file, string found)
    {
        Directory.CreateDirectory(_folder.File("tests/orders"));
        File.WriteAllText(_folder.File("Shop.Tests.csproj"), "<Project />");
        File.WriteAllText(_folder.File(file), "ignore: []");

        Assert.Equal(_folder.File(found), IncidentFolders.SharedFile(_folder.File("tests/orders/CheckoutTests.cs")));
    }

    [Fact]
    public void What_is_above_the_project_or_belongs_to_an_incident_is_not_of_the_project()
    {
        Directory.CreateDirectory(_folder.File("tests/orders"));
        File.WriteAllText(_folder.File("replay.yaml"), "ignore: []");
        File.WriteAllText(_folder.File("tests/Shop.Tests.csproj"), "<Project />");
        File.WriteAllText(_folder.File("tests/orders/replay.yaml"), "ignore: []");
        File.WriteAllText(_folder.File("tests/orders/inbound.log"), "");

        Assert.Null(IncidentFolders.SharedFile(_folder.File("tests/orders/CheckoutTests.cs")));
    }

    [Fact]
    public void A_path_that_is_not_beside_the_source_file_is_in_the_output_folder()
    {
        string name = "incidents-" + Guid.NewGuid().ToString("n");
        string output = Path.Combine(AppContext.BaseDirectory, name);
        Directory.CreateDirectory(output);

        IReadOnlyList<string> found = IncidentFolders.Resolve(name, Source);
        Directory.Delete(output);

        Assert.Equal([output], found);
    }

    [Fact]
    public void A_source_file_of_another_machine_leaves_the_output_folder()
    {
        Assert.Equal([Path.Combine(AppContext.BaseDirectory, "nowhere")], IncidentFolders.Resolve("nowhere", "/_/tests/CheckoutTests.cs"));
    }

    [Fact]
    public void A_path_where_nothing_is_stays_as_it_is_for_the_reader_to_refuse()
    {
        Assert.Equal([_folder.File("incidents/none")], IncidentFolders.Resolve("incidents/none", Source));
    }

    [Fact]
    public void A_path_where_nothing_is_says_what_is_beside_it_and_where_it_was_looked_for()
    {
        Make("incidents/checkout");
        Make("incidents/refunds");

        var failure = Assert.Throws<IncidentFormatException>(() => IncidentFolders.ResolveOne("incidents/chekout", Source));

        Assert.Equal(
            $"{_folder.File("incidents/chekout")}: There is no such folder. In {_folder.File("incidents")} are the incidents checkout, refunds. Did you mean checkout? "
            + $"'incidents/chekout' was looked for from {_folder.Path} and {AppContext.BaseDirectory}.",
            failure.Message);
    }

    [Fact]
    public void A_wildcard_names_the_folders_that_hold_an_incident_in_order()
    {
        string second = Make("incidents/b-2");
        string first = Make("incidents/b-10");
        Make("incidents/c");
        Directory.CreateDirectory(_folder.File("incidents/b-empty"));

        Assert.Equal([first, second], IncidentFolders.Resolve("incidents/b-*", Source));
    }

    [Theory]
    [InlineData("incidents/b-*", "'incidents/b-*' names 2 incidents; name one")]
    [InlineData("incidents/d-*", "'incidents/d-*' names 0 incidents; name one")]
    public void A_path_of_which_one_is_asked_has_to_name_one(string path, string message)
    {
        Make("incidents/b-2");
        Make("incidents/b-10");

        var problem = Assert.Throws<ReplayConfigurationException>(() => IncidentFolders.ResolveOne(path, Source));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_may_be_in_any_part_of_a_path()
    {
        string one = Make("one/incidents/x");
        string two = Make("two/incidents/y");

        Assert.Equal([one, two], IncidentFolders.Resolve("*/incidents/?", Source));
    }

    [Fact]
    public void A_wildcard_that_matches_nothing_names_nothing()
    {
        Assert.Empty(IncidentFolders.Resolve("incidents/*", Source));
    }

    private string Make(string name)
    {
        string folder = _folder.File(name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "inbound.log"), "");
        return folder;
    }
}
