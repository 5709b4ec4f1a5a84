using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>A compose file, as far as ours go: a key that is not here is a mistake in the file, or one to be added here.</summary>
internal sealed partial class ComposeFile
{
    public string Name { get; init; } = "";

    [YamlMember(Alias = "x-capture", ApplyNamingConventions = false)]
    public ComposeService? Capture { get; init; }

    [YamlMember(Alias = "x-replay", ApplyNamingConventions = false)]
    public ComposeService? Replay { get; init; }

    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public Dictionary<string, object?> Volumes { get; init; } = [];

    /// <summary>What a container of this file can be called by another.</summary>
    public IEnumerable<string> HostNames => Services.Keys.Concat(Services.Values.SelectMany(service => service.Networks.Values).SelectMany(network => network.Aliases));

    /// <summary>Reads a file of the repository, every variable replaced by its default.</summary>
    public static ComposeFile Read(string name)
    {
        string text = Variable().Replace(File.ReadAllText(Path.Combine(Repository.Root, name)), variable => variable.Groups["default"].Value);
        return new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .Build()
            .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(text))));
    }

    [GeneratedRegex(@"\$\{\w+:[-?](?<default>[^}]*)\}")]
    private static partial Regex Variable();
}

internal sealed class ComposeService
{
    public string Image { get; init; } = "";

    /// <summary>A folder, or <c>context</c>, <c>dockerfile</c> and <c>target</c>.</summary>
    public object? Build { get; init; }

    public List<string> Command { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public List<string> DependsOn { get; init; } = [];

    public string Restart { get; init; } = "";

    public string StopGracePeriod { get; init; } = "";

    public List<string> Ports { get; init; } = [];

    public List<string> Profiles { get; init; } = [];

    public List<string> Volumes { get; init; } = [];

    public Dictionary<string, ComposeNetwork> Networks { get; init; } = [];

    /// <summary>The Dockerfile that it is built from, and the stage; none where an image is given.</summary>
    public (string Dockerfile, string Target)? BuiltFrom => Build switch
    {
        null => null,
        string context => (Path.Combine(context, "Dockerfile"), ""),
        Dictionary<object, object> parts => (Path.Combine((string)parts["context"], (string)parts["dockerfile"]), (string)parts["target"]),
        _ => throw new InvalidOperationException($"'{Build}' is not a way to build."),
    };
}

internal sealed class ComposeNetwork
{
    public List<string> Aliases { get; init; } = [];
}
