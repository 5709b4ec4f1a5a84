using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public sealed class NearbyIncidentsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_is_said_with_the_incidents_beside_it_and_the_likely_one()
    {
        Make("incidents/checkout");
        Make("incidents/refunds");

        Assert.Equal(
            $"{_folder.File("incidents/chekout")}: There is no such folder. In {_folder.File("incidents")} are the incidents checkout, refunds. Did you mean checkout?",
            Refusal("incidents/chekout"));
    }

    [Fact]
    public void A_path_that_ends_early_says_where_and_finds_what_is_a_level_below()
    {
        Make("incidents/checkout");

        Assert.Equal(
            $"{_folder.File("incident/checkout")}: There is no such folder: the path ends at {_folder.Path}. In {_folder.Path} is the incident {Path.Join("incidents", "checkout")}.",
            Refusal("incident/checkout"));
    }

    [Fact]
    public void A_folder_of_incidents_is_not_one()
    {
        Make("incidents/checkout");
        Make("incidents/refunds");

        Assert.EndsWith("There is no inbound.log in this folder. In it are the incidents checkout, refunds.", Refusal("incidents"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_is_not_its_folder()
    {
        string incident = Make("incidents/checkout");

        Assert.EndsWith($"This is a file, and an incident is a folder. Name its folder: {incident}", Refusal("incidents/checkout/inbound.log"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_incidents_the_first_are_named()
    {
        for (int i = 0; i < 8; i++)
        {
            Make($"incidents/i{i}");
        }

        Assert.Contains("are the incidents i0, i1, i2, i3, i4 and 3 more. Did you mean i7?", Refusal("incidents/i77"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_none_one_has_to_be_recorded()
    {
        Assert.EndsWith("There is no such folder. Name the folder of a recording, or record one there.", Refusal("none"), StringComparison.Ordinal);
    }

    private string Refusal(string path) => Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(_folder.File(path))).Message;

    private string Make(string name)
    {
        string folder = _folder.File(name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "inbound.log"), "");
        return folder;
    }
}
