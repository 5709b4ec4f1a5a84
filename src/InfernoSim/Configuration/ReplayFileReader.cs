using InfernoSim.Noise;
using InfernoSim.Planning;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Configuration;

/// <summary>Reads a <c>replay.yaml</c>. Whatever it does not understand is one error, with file, line, value and fix.</summary>
internal sealed class ReplayFileReader
{
    private readonly FilePlace _place;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<string, Func<ReplayOptions, ReplayOptions>> _options = [];
    private IReadOnlyList<NoiseRule> _ignore = [];
    private IReadOnlyList<string> _protected = [];

    private ReplayFileReader(string path, Func<string, string?> environment)
    {
        _place = new FilePlace(path);
        _environment = environment;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">The file it is from, for messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="ReplayConfigurationException">Something in it is wrong.</exception>
    public static ReplayFile Read(string path, string text, Func<string, string?> environment)
    {
        var reader = new ReplayFileReader(path, environment);
        if (reader._place.Parse(text) is { } root)
        {
            reader.ReadRoot(root);
        }

        return new ReplayFile { Path = path, Ignore = reader._ignore, Protected = reader._protected, Options = reader._options };
    }

    private void ReadRoot(YamlNode root)
    {
        if (root is YamlScalarNode { Value: null or "" })
        {
            return;
        }

        if (root is not YamlMappingNode mapping)
        {
            throw _place.Problem(root, $"the file is {FilePlace.Describe(root)}; it holds keys with values, for example runs: 3");
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((YamlNode keyNode, YamlNode value) in mapping.Children)
        {
            string written = _place.Text(keyNode, "a key");
            string key = ReplayFileOptions.Normalize(written);
            string property = ReplayFileOptions.Find(key)?.Property ?? key;
            if (!seen.TryAdd(property, written))
            {
                throw _place.Problem(keyNode, seen[property] == written ? $"'{written}' is there twice; leave one out." : $"'{written}' and '{seen[property]}' say the same; leave one out.");
            }

            ReadEntry(keyNode, written, key, value);
        }
    }

    private void ReadEntry(YamlNode keyNode, string written, string key, YamlNode value)
    {
        if (key == ReplayFileOptions.Ignore)
        {
            _ignore = IsSentence(value) ? [ReadRule(value)] : [.. _place.Items(value, written, "ignore:\n  - header: X-Request-Id").Select(ReadRule)];
        }
        else if (key == ReplayFileOptions.Protected)
        {
            _protected = [.. _place.Items(value, written, "protected: [balance, tax]").Select(item => ReadName(item))];
        }
        else if (ReplayFileOptions.Find(key) is { } option)
        {
            _options.Add(option.Property, option.Read(new OptionValue(_place, written, value, _environment)));
        }
        else
        {
            throw _place.Problem(keyNode, ReplayFileOptions.WhyUnknown(written, key, NearestName.Of(written, ReplayFileOptions.Keys)));
        }
    }

    private string ReadName(YamlNode item)
    {
        string name = _place.Text(item, "a protected name");
        return name.Length > 0 ? name : throw _place.Problem(item, "a protected name is empty; write the name of a field, for example balance");
    }

    private NoiseRule ReadRule(YamlNode item)
    {
        if (IsSentence(item))
        {
            return ReadText(item, ((YamlScalarNode)item).Value!);
        }

        // "calls to HOST; route: GET /path" without quotes is a key with a value to YAML.
        if (item is YamlMappingNode { Children: [{ Key: var calls, Value: YamlScalarNode rest }] } && IsSentence(calls))
        {
            return ReadText(item, $"{calls}: {rest.Value}");
        }

        (IReadOnlyList<KeyValuePair<string, string>> fields, Func<string?, string> at) = RuleNode.Read(_place, item);
        return From(item, NoiseRuleFields.ToRule(fields, at));
    }

    private static bool IsSentence(YamlNode item) =>
        item is YamlScalarNode { Value: { } text } && (text.StartsWith(NoiseRuleFields.CallsTo, StringComparison.Ordinal) || text.StartsWith(NoiseRuleFields.FreshWord, StringComparison.Ordinal));

    private NoiseRule ReadText(YamlNode item, string text)
    {
        try
        {
            return From(item, NoiseRule.Parse(text));
        }
        catch (ReplayConfigurationException problem)
        {
            throw _place.Problem(item, problem.Message);
        }
    }

    private NoiseRule From(YamlNode item, NoiseRule rule) => rule with { Source = $"{Path.GetFileName(_place.Path)}:{item.Start.Line}" };
}
