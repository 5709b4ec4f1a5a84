using System.Text.Json;
using InfernoSim.Testing.Hosting.InProcess;

namespace InfernoSim.Testing.Tests.Hosting;

public sealed class ContentRootTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("~", true)]
    [InlineData("service", true)]
    [InlineData("not-on-this-machine", false)]
    public void A_folder_of_the_manifest_counts_where_it_exists(string listed, bool found)
    {
        Directory.CreateDirectory(_folder.File("service"));
        string folder = listed == "~" ? listed : _folder.File(listed);
        _folder.Write("MvcTestingAppManifest.json", JsonSerializer.Serialize(new Dictionary<string, string> { [typeof(Program).Assembly.FullName!] = folder }));

        Assert.Equal(found, ContentRoot.IsFound(typeof(Program).Assembly, _folder.Path));
    }

    [Fact]
    public void Without_a_manifest_a_solution_above_counts()
    {
        Directory.CreateDirectory(_folder.File("bin"));
        bool before = ContentRoot.IsFound(typeof(Program).Assembly, _folder.File("bin"));

        _folder.Write("Shop.slnx", "<Solution />");

        Assert.False(before);
        Assert.True(ContentRoot.IsFound(typeof(Program).Assembly, _folder.File("bin")));
    }
}
