using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Architecture;

/// <summary>The core is a house: each folder stands on those before it, and knows nothing of those after it.</summary>
public sealed partial class FloorTests
{
    // From the ground up. A new folder gets a line here; what it may use are the lines before it.
    private static readonly string[] Floors =
    [
        "InfernoSim.Privacy",
        "InfernoSim.Printing",
        "InfernoSim",
        "InfernoSim.Incidents",
        "InfernoSim.WebSockets",
        "InfernoSim.Certificates",
        "InfernoSim.Statements",
        "InfernoSim.Observations",
        "InfernoSim.Matching",
        "InfernoSim.Scrubbing",
        "InfernoSim.Recording",
        "InfernoSim.Measuring",
        "InfernoSim.Faults",
        "InfernoSim.Goals",
        "InfernoSim.ResourceIds",
        "InfernoSim.LiveState",
        "InfernoSim.Noise",
        "InfernoSim.Planning",
        "InfernoSim.Configuration",
        "InfernoSim.Policies",
        "InfernoSim.Responses",
        "InfernoSim.VirtualTime",
        "InfernoSim.Observing",
        "InfernoSim.Calls",
        "InfernoSim.Serving",
        "InfernoSim.Replay",
        "InfernoSim.Limits",
        "InfernoSim.Baselines",
        "InfernoSim.Verdicts",
        "InfernoSim.Stores",
        "InfernoSim.Inspection",
        "InfernoSim.Healing",
        "InfernoSim.Jobs",
    ];

    private static readonly IType[] Types =
        [.. new ArchLoader().LoadAssemblies(typeof(Incident).Assembly).Build().Types.Where(type => IsOurs(type.Namespace.FullName))];

    [Fact]
    public void Every_folder_has_a_floor_and_every_floor_a_folder()
    {
        string[] folders = [.. Types.Select(type => type.Namespace.FullName).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(Floors.Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void No_folder_uses_a_higher_one()
    {
        string[] upward =
        [
            .. from type in Types
               from target in type.Dependencies.Select(dependency => dependency.Target).Distinct()
               where IsOurs(target.Namespace?.FullName) && FloorOf(target) > FloorOf(type)
               orderby type.FullName, target.FullName
               select $"{type.FullName} uses {target.FullName}",
        ];

        Assert.True(upward.Length == 0, string.Join('\n', upward));
    }

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        string source = Repository.File("src");
        string[] elsewhere =
        [
            .. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(source, file))
                .Where(IsWrittenForItsFolder)
                .Where(file => NamespaceIn(Path.Combine(source, file)) is { } name && name != Path.GetDirectoryName(file)!.Replace(Path.DirectorySeparatorChar, '.')),
        ];

        Assert.True(elsewhere.Length == 0, string.Join('\n', elsewhere));
    }

    [Fact]
    public void The_page_on_the_architecture_shows_the_floors_as_they_are()
    {
        IEnumerable<string> rows = File.ReadLines(Repository.File("docs/architecture.md"))
            .SkipWhile(line => line != "## Floors of the core").TakeWhile(line => line != "## Decisions").Where(line => line.StartsWith("| ", StringComparison.Ordinal));

        IEnumerable<string> shown = rows.SelectMany(row => Folder().Matches(row.Split('|')[2])).Select(folder => $"InfernoSim.{folder.Groups[1].Value}");

        Assert.Equal(Floors.Where(floor => floor != "InfernoSim").Reverse(), shown);
    }

    private static int FloorOf(IType type) => Array.IndexOf(Floors, type.Namespace.FullName);

    private static bool IsOurs([NotNullWhen(true)] string? name) => name == "InfernoSim" || name?.StartsWith("InfernoSim.", StringComparison.Ordinal) == true;

    // What xUnit has to find has xUnit's own namespace, the settings of the attributes that of each adapter that compiles them,
    // and a template that of the project made from it.
    private static bool IsWrittenForItsFolder(string file) =>
        file.Split(Path.DirectorySeparatorChar) is var parts
        && !parts.Contains("obj") && !parts.Contains("bin") && parts[0] != "InfernoSim.Templates"
        && !parts[^1].EndsWith("BaseAttribute.Settings.cs", StringComparison.Ordinal) && parts[^1] != "IncidentTestException.cs";

    private static string? NamespaceIn(string file) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';');

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Folder();
}
