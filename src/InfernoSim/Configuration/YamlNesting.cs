using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace InfernoSim.Configuration;

/// <summary>
/// Looks at a YAML text before nodes are made of it, which goes one call deeper for each list in a list until the stack is full, and
/// looks through all that a key holds, of which aliases can make as much as they like.
/// </summary>
/// <param name="place">The file.</param>
internal sealed class YamlNesting(FilePlace place)
{
    // Deeper than anybody writes.
    private const int GreatestDepth = 64;

    private readonly Stack<Next> _open = new();

    // What comes next in a list or mapping that is open.
    private enum Next
    {
        Item,
        Key,
        Value,
    }

    /// <summary>The line of the last part that was read.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Looks through a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ReplayConfigurationException">It is nested too deeply, or a key is no text.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public void Check(string text)
    {
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            Line = parser.Current!.Start.Line;
            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    Begin(parser.Current);
                    break;
                case MappingEnd or SequenceEnd:
                    _open.Pop();
                    break;
                case Scalar or AnchorAlias:
                    Pass(parser.Current);
                    break;
            }
        }
    }

    private void Begin(ParsingEvent start)
    {
        Pass(start);
        if (_open.Count == GreatestDepth)
        {
            throw place.Problem(start.Start.Line, $"lists and mappings are nested more than {GreatestDepth} deep; no key takes that.");
        }

        _open.Push(start is MappingStart ? Next.Key : Next.Item);
    }

    // In a mapping, keys and values take turns.
    private void Pass(ParsingEvent node)
    {
        if (!_open.TryPeek(out Next next) || next == Next.Item)
        {
            return;
        }

        if (next == Next.Key && node is not Scalar)
        {
            string what = node switch { MappingStart => "a mapping of keys to values", SequenceStart => "a list", _ => "an alias" };
            throw place.Problem(node.Start.Line, $"a key is {what}; write one value, in single quotes where it has : or other signs in it.");
        }

        _open.Pop();
        _open.Push(next == Next.Key ? Next.Value : Next.Key);
    }
}
