using InfernoSim.Noise;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Configuration;

/// <summary>Reads the place of a rule where it is written as keys with values.</summary>
internal static class RuleNode
{
    /// <summary>Reads one.</summary>
    /// <param name="place">The file.</param>
    /// <param name="item">The item of a list.</param>
    /// <returns>The keys and values as written, and what to put before a message about a key.</returns>
    /// <exception cref="ReplayConfigurationException">It is no mapping, or a value of it is no text.</exception>
    public static (IReadOnlyList<KeyValuePair<string, string>> Fields, Func<string?, string> At) Read(FilePlace place, YamlNode item)
    {
        if (item is not YamlMappingNode mapping)
        {
            throw place.Problem(item, $"a rule is {FilePlace.Describe(item)}; write keys with values, for example - header: X-Request-Id");
        }

        var lines = new Dictionary<string, YamlNode>();
        var fields = new List<KeyValuePair<string, string>>();
        foreach ((YamlNode keyNode, YamlNode value) in mapping.Children)
        {
            string key = place.Text(keyNode, "a key");
            lines.TryAdd(key, keyNode);
            fields.Add(new(key, NoiseRuleFields.Keys.Contains(key) ? TextOf(place, value, key) : ""));
        }

        return (fields, key => place.Prefix(key is null ? item : lines[key]));
    }

    // {uuid} without quotes is a mapping of a key to nothing.
    private static string TextOf(FilePlace place, YamlNode value, string key) => value is YamlMappingNode { Style: MappingStyle.Flow } mapping
        ? throw place.Problem(mapping, $"{key} begins with a brace, which YAML takes for a mapping; put it in single quotes, for example {key}: '{{uuid}}'")
        : place.Text(value, key);
}
