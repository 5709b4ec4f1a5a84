using System.IO.Compression;
using System.Xml.Linq;

namespace InfernoSim.Packages.Tests;

public sealed class PackageContentTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private static readonly string[] TestFrameworks = ["xunit", "nunit", "mstest", "tunit"];

    private static readonly string[] LibraryIds =
        ["InfernoSim", "InfernoSim.Load", "InfernoSim.Stub", "InfernoSim.Sql", "InfernoSim.Tls", "InfernoSim.Capture", "InfernoSim.Capture.AspNetCore", "InfernoSim.Testing", "InfernoSim.Testing.Xunit", "InfernoSim.Testing.XunitV3", "InfernoSim.Testing.NUnit", "InfernoSim.Testing.MSTest", "InfernoSim.Testing.TUnit"];

    public static TheoryData<string> Libraries { get; } = [.. LibraryIds];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_has_its_docs_readme_icon_and_symbols(string id)
    {
        using ZipArchive package = packages.Open(id);
        using ZipArchive symbols = packages.Open(id, "snupkg");

        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Contains($"lib/net10.0/{id}.dll", files);
        Assert.Contains($"lib/net10.0/{id}.xml", files);
        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.Contains($"lib/net10.0/{id}.pdb", symbols.Entries.Select(entry => entry.FullName));
        Assert.Equal("README.md", Metadata(package, "readme"));
        Assert.Equal("icon.png", Metadata(package, "icon"));
        Assert.Equal("MIT", Metadata(package, "license"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    [InlineData("InfernoSim.Cli")]
    public void A_package_says_where_its_source_is_and_from_which_commit_it_was_built(string id)
    {
        using ZipArchive package = packages.Open(id);

        XElement repository = Nuspec(package).Descendants().Single(element => element.Name.LocalName == "repository");

        Assert.Equal("git", repository.Attribute("type")?.Value);
        Assert.Equal(Metadata(package, "projectUrl"), repository.Attribute("url")?.Value);
        Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")?.Value);
    }

    [Fact]
    public void All_packages_have_one_version_and_it_is_not_the_default_of_the_sdk()
    {
        string[] versions = [.. LibraryIds.Append("InfernoSim.Cli").Select(VersionOf).Distinct()];

        Assert.Equal([packages.Version], versions);
        Assert.NotEqual("1.0.0", packages.Version);
    }

    [Fact]
    public void The_tool_brings_its_command_its_readme_and_its_icon()
    {
        using ZipArchive package = packages.Open("InfernoSim.Cli");

        string settings = Read(package, package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml").FullName);

        Assert.Contains("Name=\"infernosim\"", settings, StringComparison.Ordinal);
        Assert.Equal("README.md", Metadata(package, "readme"));
        Assert.Equal("icon.png", Metadata(package, "icon"));
    }

    [Theory]
    [InlineData("InfernoSim")]
    [InlineData("InfernoSim.Stub")]
    [InlineData("InfernoSim.Capture")]
    [InlineData("InfernoSim.Capture.AspNetCore")]
    [InlineData("InfernoSim.Testing")]
    public void Only_the_adapters_depend_on_a_test_framework(string id)
    {
        using ZipArchive package = packages.Open(id);

        Assert.DoesNotContain(Dependencies(package), dependency => TestFrameworks.Any(framework => dependency.Id.Contains(framework, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("InfernoSim.Testing.Xunit", "xunit.extensibility.core")]
    [InlineData("InfernoSim.Testing.XunitV3", "xunit.v3.extensibility.core")]
    [InlineData("InfernoSim.Testing.NUnit", "NUnit")]
    [InlineData("InfernoSim.Testing.MSTest", "MSTest.TestFramework")]
    [InlineData("InfernoSim.Testing.TUnit", "TUnit.Core")]
    public void An_adapter_depends_on_its_own_framework_alone(string id, string framework)
    {
        using ZipArchive package = packages.Open(id);

        string[] frameworks = [.. Dependencies(package).Select(dependency => dependency.Id).Where(name => TestFrameworks.Any(other => name.Contains(other, StringComparison.OrdinalIgnoreCase)) && !name.StartsWith("InfernoSim", StringComparison.Ordinal))];

        Assert.Contains(framework, frameworks);
        Assert.All(frameworks, name => Assert.StartsWith(framework.Split('.')[0], name, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(framework.Contains("v3", StringComparison.Ordinal), frameworks.Any(name => name.Contains(".v3.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("InfernoSim.Testing", "props")]
    [InlineData("InfernoSim.Testing", "targets")]
    [InlineData("InfernoSim.Testing.NUnit", "targets")]
    [InlineData("InfernoSim.Testing.XunitV3", "props")]
    [InlineData("InfernoSim.Testing.XunitV3", "targets")]
    public void Build_files_reach_projects_that_refer_to_the_package_by_another_and_bring_what_they_import(string id, string extension)
    {
        using ZipArchive package = packages.Open(id);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        string content = Read(package, $"buildTransitive/{id}.{extension}");

        Assert.All(XDocument.Parse(content).Descendants("Import"), import => Assert.Contains($"buildTransitive/{import.Attribute("Project")!.Value}", files));
    }

    [Fact]
    public void The_core_knows_neither_the_stub_server_nor_a_web_host()
    {
        using ZipArchive package = packages.Open("InfernoSim");

        Assert.DoesNotContain(Dependencies(package), dependency => dependency.Id.Contains("WireMock", StringComparison.Ordinal) || dependency.Id.Contains("AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain("frameworkReference", Nuspec(package).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Our_packages_name_each_other_in_exactly_their_own_version(string id)
    {
        using ZipArchive package = packages.Open(id);
        string own = $"[{Metadata(package, "version")}]";

        Assert.All(Dependencies(package), dependency => Assert.Equal(dependency.Id.StartsWith("InfernoSim", StringComparison.Ordinal), dependency.Version == own));
    }

    private static IEnumerable<(string Id, string Version)> Dependencies(ZipArchive package) =>
        Nuspec(package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value));

    private static string Metadata(ZipArchive package, string name) => Nuspec(package).Descendants().Single(element => element.Name.LocalName == name).Value;

    private string VersionOf(string id)
    {
        using ZipArchive package = packages.Open(id);
        return Metadata(package, "version");
    }

    private static XDocument Nuspec(ZipArchive package) =>
        XDocument.Parse(Read(package, package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName));

    private static string Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
