using InfernoSim.Configuration;
using InfernoSim.Scrubbing;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Policies;

/// <summary>Reads a <c>privacy.yaml</c>. Whatever it does not understand is one error, with file, line, value and fix.</summary>
internal static class PrivacyFileReader
{
    private const string Example = "keep:\n  - json: $.password";

    /// <summary>Reads a text.</summary>
    /// <param name="path">The file it is from, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ReplayConfigurationException">Something in it is wrong.</exception>
    public static IReadOnlyList<PrivacyRule> Read(string path, string text)
    {
        var place = new FilePlace(path);
        return place.Parse(text) switch
        {
            null or YamlScalarNode { Value: null or "" } => [],
            YamlMappingNode mapping => [.. mapping.Children.SelectMany(entry => ReadRules(place, entry.Key, entry.Value))],
            { } root => throw place.Problem(root, $"the file is {FilePlace.Describe(root)}; it holds lists of places, for example {Example.Replace("\n", " ", StringComparison.Ordinal)}"),
        };
    }

    private static IEnumerable<PrivacyRule> ReadRules(FilePlace place, YamlNode key, YamlNode value)
    {
        string word = place.Text(key, "a key");
        PlaceAction action = PrivacyRule.ActionOf(word)
            ?? throw place.Problem(key, $"'{word}' says nothing of what becomes of values; did you mean '{NearestName.Of(word, PrivacyRule.Actions)}'? The keys are {string.Join(", ", PrivacyRule.Actions)}.");
        return place.Items(value, word, Example).Select(item =>
        {
            (IReadOnlyList<KeyValuePair<string, string>> fields, Func<string?, string> at) = RuleNode.Read(place, item);
            return PrivacyRule.Of(action, fields, at);
        });
    }
}
