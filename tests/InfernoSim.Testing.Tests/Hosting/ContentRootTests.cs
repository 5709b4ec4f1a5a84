using System.Text.Json;
using InfernoSim.Testing.Hosting.InProcess;

namespace InfernoSim.Testing.Tests.Hosting;

public sealed class ContentRootTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Output => Directory.CreateDirectory(_folder.File("tests/bin")).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_folder_that_the_manifest_in_the_output_folder_names()
    {
        string service = Directory.CreateDirectory(_folder.File("somewhere/else")).FullName;
        WriteManifest(service);

        Assert.Equal(service, ContentRoot.Find(typeof(Program).Assembly, Output).Folder);
    }

    [Fact]
    public void It_is_the_output_folder_where_the_manifest_of_a_published_test_says_so()
    {
        WriteManifest("~");

        Assert.Equal(Output, ContentRoot.Find(typeof(Program).Assembly, Output).Folder);
    }

    [Fact]
    public void It_is_beside_a_solution_above_where_there_is_no_manifest()
    {
        string service = Directory.CreateDirectory(_folder.File(typeof(Program).Assembly.GetName().Name!)).FullName;
        _folder.Write("Shop.slnx", "<Solution />");

        Assert.Equal(service, ContentRoot.Find(typeof(Program).Assembly, Output).Folder);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("/not/on/this/machine", false)]
    [InlineData(null, true)]
    public void It_is_the_output_folder_where_nothing_names_a_folder_that_is_there(string? inManifest, bool hasSolution)
    {
        if (inManifest is not null)
        {
            WriteManifest(inManifest);
        }

        if (hasSolution)
        {
            _folder.Write("Shop.sln", "");
        }

        ContentRoot found = ContentRoot.Find(typeof(Program).Assembly, Output);

        Assert.Equal(Output, found.Folder);
        Assert.Contains("nothing on this machine says where the service's project is", found.Origin, StringComparison.Ordinal);
    }

    private void WriteManifest(string folder) =>
        File.WriteAllText(Path.Combine(Output, "MvcTestingAppManifest.json"), JsonSerializer.Serialize(new Dictionary<string, string> { [typeof(Program).Assembly.FullName!] = folder }));
}
