using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>What <c>dotnet new</c> makes of the packed templates.</summary>
public sealed class TemplateTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private static readonly string[] Names = ["xunit", "nunit", "mstest", "tunit"];

    [LongFact]
    public async Task Each_template_makes_a_test_project_of_this_version_that_builds_beside_a_service()
    {
        var folder = new ConsumerFolder(packages, "templates");
        await folder.CreateAsync([]);
        string[] hive = ["--debug:custom-hive", folder.File("hive")];
        await RunAsync(folder, ["new", "install", Path.Combine(packages.Feed, $"InfernoSim.Templates.{packages.Version}.nupkg"), .. hive]);

        foreach (string template in Names)
        {
            await RunAsync(folder, ["new", $"infernosim-{template}", "--name", $"Shop.{template}", "--service", "../Shop/Shop.csproj", "--no-update-check", .. hive]);
        }

        // One build of all of them: a build of each spends most of its time on what they share.
        string projects = string.Concat(Names.Select(template => $"""<Project Path="Shop.{template}/Shop.{template}.csproj" />"""));
        await File.WriteAllTextAsync(folder.File("Shops.slnx"), $"<Solution>{projects}</Solution>");
        await RunAsync(folder, ["build", "Shops.slnx"]);

        foreach (string template in Names)
        {
            Assert.Contains($"Version=\"{packages.Version}\"", await File.ReadAllTextAsync(folder.File($"Shop.{template}/Shop.{template}.csproj")), StringComparison.Ordinal);
            Assert.True(File.Exists(folder.File($"Shop.{template}/bin/Debug/net10.0/Shop.{template}.dll")));
        }
    }

    private static async Task RunAsync(ConsumerFolder folder, string[] arguments)
    {
        ProcessResult result = await folder.DotnetAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }
}
