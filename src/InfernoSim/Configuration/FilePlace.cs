using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Configuration;

/// <summary>Reads the parts of a YAML file, and says what is wrong with them and where.</summary>
/// <param name="Path">The file.</param>
internal sealed record FilePlace(string Path)
{
    /// <summary>The one document of a text; <see langword="null"/> when there is none.</summary>
    /// <exception cref="ReplayConfigurationException">It is not YAML, or has several documents.</exception>
    public YamlNode? Parse(string text)
    {
        var stream = new YamlStream();
        var nesting = new YamlNesting(this);
        try
        {
            nesting.Check(text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException problem)
        {
            throw NotYaml(problem.Start.Line, problem);
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            // What the parser itself stumbles over, as over a list that is not closed, it does not say the place of.
            throw NotYaml(nesting.Line, problem);
        }

        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].RootNode,
            _ => throw Problem(stream.Documents[1].RootNode, "a second document begins here; keep everything in one, without ---."),
        };
    }

    /// <summary>File and line, to begin a message with.</summary>
    public string Prefix(YamlNode node) => $"{Path}:{node.Start.Line}: ";

    public ReplayConfigurationException Problem(YamlNode node, string message) => Problem(node.Start.Line, message);

    public ReplayConfigurationException Problem(long line, string message) => new($"{Path}:{line}: {message}");

    private ReplayConfigurationException NotYaml(long line, Exception problem) =>
        Problem(line, $"this is not valid YAML: {problem.Message.TrimEnd('.').ReplaceLineEndings(" ")}. A value with : # [ ] {{ }} , & * ! | > ' \" % @ in it is best put in single quotes.");

    /// <summary>What a node is, as a person calls it.</summary>
    public static string Describe(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping of keys to values",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "empty",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "an alias",
    };

    /// <summary>The text of a scalar.</summary>
    public string Text(YamlNode node, string what) => node is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw Problem(node, $"{what} is {Describe(node)}; write one value, in single quotes where it has : or other signs in it.");

    /// <summary>The items of a list.</summary>
    public IEnumerable<YamlNode> Items(YamlNode node, string key, string example) => node switch
    {
        YamlSequenceNode list => list.Children,
        YamlScalarNode { Value: null or "" } => [],
        _ => throw Problem(node, $"{key} is {Describe(node)}; it takes a list, for example {example.Replace("\n", " ", StringComparison.Ordinal)}"),
    };
}
