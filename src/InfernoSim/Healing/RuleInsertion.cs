using InfernoSim.Configuration;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Healing;

/// <summary>Adds rules to the text of a <c>replay.yaml</c>, which otherwise stays as it is, comments and all.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Diff">The change as a unified diff.</param>
internal sealed record RuleInsertion(string Text, string Diff)
{
    /// <summary>Adds rules.</summary>
    /// <param name="path">The file, for the diff and messages.</param>
    /// <param name="text">Its text; <see langword="null"/> when there is none yet.</param>
    /// <param name="proposals">The rules.</param>
    /// <exception cref="ReplayConfigurationException">The list is written in a form that cannot be added to.</exception>
    public static RuleInsertion Of(string path, string? text, IReadOnlyList<Proposal> proposals)
    {
        string[] lines = text is null or "" ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        (int at, string[] added) = Place(path, text ?? "", lines, proposals);
        string[] result = [.. lines.Take(at), .. added, .. lines.Skip(at)];
        string written = string.Join('\n', result) + "\n";
        ThrowIfLost(path, text, written, proposals);
        return new RuleInsertion(written, UnifiedDiff.OfInsertion(path, text, lines, at, added));
    }

    private static (int At, string[] Added) Place(string path, string text, string[] lines, IReadOnlyList<Proposal> proposals)
    {
        if (ListOf(text) is not { } list)
        {
            string[] first = ["ignore:", .. Items(proposals, "  ")];
            return (lines.Length, lines.Length == 0 || lines[^1].Trim().Length == 0 ? first : ["", .. first]);
        }

        if (list.Value is YamlSequenceNode { Style: YamlDotNet.Core.Events.SequenceStyle.Flow } flow)
        {
            throw new ReplayConfigurationException($"{path}:{flow.Start.Line}: ignore is written in brackets, to which no rules can be added; write it with a line and a dash for each rule.");
        }

        if (list.Value is not YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            return ((int)list.Key.End.Line, Items(proposals, "  "));
        }

        string line = lines[(int)sequence.Children[0].Start.Line - 1];
        return ((int)Last(sequence).End.Line, Items(proposals, line[..(line.Length - line.TrimStart().Length)]));
    }

    private static string[] Items(IReadOnlyList<Proposal> proposals, string indent) => [.. proposals.SelectMany(proposal => RuleYaml.Lines(proposal, indent))];

    private static (YamlNode Key, YamlNode Value)? ListOf(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.FirstOrDefault()?.RootNode is YamlMappingNode mapping
            && mapping.Children.FirstOrDefault(child => ReplayFileOptions.Normalize(child.Key.ToString()) == ReplayFileOptions.Ignore) is { Key: { } key, Value: { } value }
            ? (key, value)
            : null;
    }

    // The end of a block is known only where the next thing begins; that of its last scalar is where it is.
    private static YamlNode Last(YamlNode node) => node switch
    {
        YamlSequenceNode { Children.Count: > 0 } list => Last(list.Children[^1]),
        YamlMappingNode { Children.Count: > 0 } mapping => Last(mapping.Children.Last().Value),
        _ => node,
    };

    private static void ThrowIfLost(string path, string? before, string after, IReadOnlyList<Proposal> proposals)
    {
        static IEnumerable<string> Rules(string path, string text) => ReplayFileReader.Read(path, text, _ => "").Ignore.Select(rule => rule.ToString());

        string[] expected = [.. Rules(path, before ?? ""), .. proposals.Select(proposal => proposal.Rule.ToString())];
        if (!Rules(path, after).SequenceEqual(expected))
        {
            throw new ReplayConfigurationException($"{path}: the rules cannot be added to this file as it is written; add them by hand, or move the file away.");
        }
    }
}
