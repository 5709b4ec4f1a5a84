using InfernoSim.Testing.Sources;

namespace InfernoSim.Testing.Tests.Sources;

public sealed class SourceFoldersTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public SourceFoldersTests()
    {
        Directory.CreateDirectory(_folder.File("repo/tests/Shop/Sub"));
        Directory.CreateDirectory(_folder.File("repo/tests/Shared"));
        Directory.CreateDirectory(Output);
        _folder.Write("repo/tests/Shop/Shop.csproj", "<Project />");
    }

    private string Output => _folder.File("repo/tests/Shop/bin/Debug");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/_/tests/Shop/Checkout.cs", "repo/tests/Shop")]
    [InlineData("/_/tests/Shop/Sub/Checkout.cs", "repo/tests/Shop/Sub")]
    [InlineData("/_/tests/Shared/Checkout.cs", "repo/tests/Shared")]
    [InlineData(@"\_\tests\Shop\Sub\Checkout.cs", "repo/tests/Shop/Sub")]
    public void A_path_that_a_deterministic_build_made_up_is_found(string sourceFile, string folder)
    {
        Assert.Equal(_folder.File(folder), SourceFolders.Find(sourceFile, [Built(_folder.File("repo"), "/_")], Output));
    }

    [Theory]
    [InlineData("/build/7/repo/tests/Shop/Sub/Checkout.cs", "/build/7/repo", "/build/7/repo")]
    [InlineData("/_/tests/Shop/Sub/Checkout.cs", "/build/7/repo", "/_")]
    [InlineData(@"C:\repo\tests\Shop\Sub\Checkout.cs", @"C:\repo", @"C:\repo")]
    public void A_checkout_that_was_moved_is_found_from_the_output_folder(string sourceFile, string builtIn, string writtenAs)
    {
        Assert.Equal(_folder.File("repo/tests/Shop/Sub"), SourceFolders.Find(sourceFile, [Built(builtIn, writtenAs)], Output));
    }

    [Fact]
    public void A_folder_that_only_looks_like_the_project_is_not_taken_for_it()
    {
        File.Delete(_folder.File("repo/tests/Shop/Shop.csproj"));

        Assert.Null(SourceFolders.Find("/_/tests/Shop/Checkout.cs", [Built("/build/7/repo", "/_")], Output));
    }

    [Fact]
    public void Of_two_projects_with_the_same_made_up_paths_the_one_that_has_the_file_is_taken()
    {
        Directory.CreateDirectory(_folder.File("repo/tests/Books"));
        _folder.Write("repo/tests/Books/Books.csproj", "<Project />");
        TestSourcesAttribute books = Built(_folder.File("repo"), "/_", "Books");

        Assert.Equal(_folder.File("repo/tests/Shop"), SourceFolders.Find("/_/tests/Shop/Checkout.cs", [books, Built(_folder.File("repo"), "/_")], Output));
    }

    [Theory]
    [InlineData("/_/tests/Shop/Checkout.cs", "incidents/checkout", "InfernoSim.Sources/incidents/checkout")]
    [InlineData("/_/tests/Shop/Sub/Checkout.cs", "../incidents/*", "InfernoSim.Sources/incidents/*")]
    [InlineData("/_/tests/Shop/Checkout.cs", "../../incidents/checkout", "InfernoSim.Sources/_up/_up/incidents/checkout")]
    [InlineData("/_/tests/Shared/Checkout.cs", "incidents/checkout", "InfernoSim.Sources/_up/Shared/incidents/checkout")]
    [InlineData("/_/tests/Shop/Checkout.cs", ".", "InfernoSim.Sources")]
    public void Where_the_sources_are_not_a_path_names_what_the_build_copied(string sourceFile, string path, string copy)
    {
        Assert.Equal(Path.Combine(Output, copy), SourceFolders.FindCopy(path, sourceFile, [Built("/build/7/repo", "/_")], Output));
    }

    [Theory]
    [InlineData("/_/tests/Shop/Checkout.cs", "/incidents/checkout")]
    [InlineData("", "incidents/checkout")]
    public void An_absolute_path_and_a_test_without_a_source_file_have_no_copy(string sourceFile, string path)
    {
        Assert.Null(SourceFolders.FindCopy(path, sourceFile, [Built("/build/7/repo", "/_")], Output));
    }

    [Fact]
    public void A_source_file_of_a_project_without_the_build_targets_is_where_the_compiler_says_or_nowhere()
    {
        Assert.Equal(_folder.File("repo/tests/Shop"), SourceFolders.Find(_folder.File("repo/tests/Shop/Checkout.cs"), [], Output));
        Assert.Null(SourceFolders.Find("/_/tests/Shop/Checkout.cs", [], Output));
    }

    private static TestSourcesAttribute Built(string repository, string writtenAs, string project = "Shop")
    {
        string file = Path.Combine("tests", project, "obj", $"{project}.AssemblyInfo.cs");
        return new($"{repository}/tests/{project}/{project}.csproj", $"{repository}/{file}", "../..", $"{writtenAs}/{file}");
    }
}
