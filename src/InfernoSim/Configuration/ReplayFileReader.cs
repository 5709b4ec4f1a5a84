using InfernoSim.Noise;
using InfernoSim.Planning;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
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
        if (reader.Parse(text) is { } root)
        {
            reader.ReadRoot(root);
        }

        return new ReplayFile { Path = path, Ignore = reader._ignore, Protected = reader._protected, Options = reader._options };
    }

    private YamlNode? Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException problem)
        {
            throw _place.Problem(problem.Start.Line, $"this is not valid YAML: {problem.Message.TrimEnd('.').ReplaceLineEndings(" ")}. A value with : # [ ] {{ }} , & * ! | > ' \" % @ in it is best put in single quotes.");
        }

        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].RootNode,
            _ => throw _place.Problem(stream.Documents[1].RootNode, "a second document begins here; keep everything in one, without ---."),
        };
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

        if (item is not YamlMappingNode mapping)
        {
            throw _place.Problem(item, $"a rule is {FilePlace.Describe(item)}; write keys with values, for example - header: X-Request-Id");
        }

        var lines = new Dictionary<string, YamlNode>();
        var fields = new List<KeyValuePair<string, string>>();
        foreach ((YamlNode keyNode, YamlNode value) in mapping.Children)
        {
            string key = _place.Text(keyNode, "a key");
            lines.TryAdd(key, keyNode);
            fields.Add(new(key, NoiseRuleFields.Keys.Contains(key) ? TextOf(value, key) : ""));
        }

        NoiseRule rule = NoiseRuleFields.ToRule(fields, key => _place.Prefix(key is null ? item : lines[key]));
        return From(item, rule);
    }

    // {uuid} without quotes is a mapping of a key to nothing.
    private string TextOf(YamlNode value, string key) => value is YamlMappingNode { Style: MappingStyle.Flow } mapping
        ? throw _place.Problem(mapping, $"{key} begins with a brace, which YAML takes for a mapping; put it in single quotes, for example {key}: '{{uuid}}'")
        : _place.Text(value, key);

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
