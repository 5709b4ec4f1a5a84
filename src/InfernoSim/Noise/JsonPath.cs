using System.Text;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>
/// A JSON path (RFC 9535), of which these are known: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[3]</c>, <c>[-1]</c>,
/// <c>[*]</c>, <c>.*</c>, <c>[1:3]</c> (without a step), and <c>..</c> before a name, an index or a wildcard. Unions and filters are refused.
/// </summary>
internal sealed class JsonPath
{
    private readonly JsonPathSegment[] _segments;

    private JsonPath(JsonPathSegment[] segments) => _segments = segments;

    /// <summary>Parses a path.</summary>
    /// <exception cref="ReplayConfigurationException">The text is not a path, or has what is not known here.</exception>
    public static JsonPath Parse(string text) => new(JsonPathParser.Parse(text));

    /// <summary>Finds the values that the path names.</summary>
    /// <param name="json">A document.</param>
    /// <param name="found">Gets the index of each, perhaps more than once.</param>
    /// <param name="before">Of a document that is the end of an array, how many elements were before: the path counts them.</param>
    public void Find(JsonTree json, ICollection<int> found, int before = 0) =>
        Walk(json, 0, 0, new Search(found, _segments.Count(segment => segment.IsDescendant) > 1 ? [] : null, before));

    /// <summary>Its steps.</summary>
    public IReadOnlyList<JsonPathSegment> Segments => _segments;

    /// <summary>Whether it names the document as a whole.</summary>
    public bool IsRoot => _segments.Length == 0;

    private void Walk(JsonTree json, int node, int depth, Search found)
    {
        // By several steps at any depth, a value is reached in as many ways as they can be divided among the levels above it.
        if (found.Seen?.Add((node, depth)) == false)
        {
            return;
        }

        if (depth == _segments.Length)
        {
            found.Nodes.Add(node);
            return;
        }

        JsonPathSegment segment = _segments[depth];
        switch (json[node].Kind)
        {
            case JsonNodeKind.Object:
                WalkMembers(json, node, segment, depth, found);
                break;
            case JsonNodeKind.Array:
                WalkElements(json, node, segment, depth, found);
                break;
        }
    }

    private void WalkMembers(JsonTree json, int container, JsonPathSegment segment, int depth, Search found)
    {
        for (int name = container + 1; name < json[container].End; name = json[name + 1].End)
        {
            if (segment.SelectsName(json.Name(name)))
            {
                Walk(json, name + 1, depth + 1, found);
            }

            if (segment.IsDescendant)
            {
                Walk(json, name + 1, depth, found);
            }
        }
    }

    private void WalkElements(JsonTree json, int container, JsonPathSegment segment, int depth, Search found)
    {
        int before = container == 0 ? found.Before : 0;
        int index = before;
        for (int element = container + 1; element < json[container].End; element = json[element].End)
        {
            if (segment.SelectsIndex(index++, before + json[container].Count))
            {
                Walk(json, element, depth + 1, found);
            }

            if (segment.IsDescendant)
            {
                Walk(json, element, depth, found);
            }
        }
    }

    /// <summary>The path to where a JSON Pointer points, and to what is alike: an element of an array is one of many.</summary>
    /// <param name="pointer">The pointer.</param>
    public static string OfPointer(string pointer) => "$" + string.Concat(pointer.Split('/').Skip(1).Select(token =>
        token.Length > 0 && token.All(char.IsAsciiDigit) ? "[*]" : Member(JsonPointer.Unescape(token))));

    /// <summary>Writes a member's name as a path does, in the shorter form where that is allowed.</summary>
    public static string Member(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => c == '_' || char.IsAsciiLetterOrDigit(c) || c > 127)
            ? $".{name}"
            : $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    /// <summary>What was found, and where the search has been; <see langword="null"/> where it comes by each place once.</summary>
    private sealed record Search(ICollection<int> Nodes, HashSet<(int Node, int Depth)>? Seen, int Before);
}

/// <summary>One step of a path.</summary>
/// <param name="IsDescendant">Whether it is looked for at any depth.</param>
/// <param name="Name">The member; <see langword="null"/> when it is not one.</param>
/// <param name="From">The first index, counted from the end when negative; <see langword="null"/> for the first of all.</param>
/// <param name="To">The index that is no longer one of them; <see langword="null"/> for the end.</param>
/// <param name="IsIndex">Whether it names one element, <paramref name="From"/>.</param>
/// <param name="IsWildcard">Whether it names every member and element.</param>
internal sealed record JsonPathSegment(bool IsDescendant, byte[]? Name = null, long? From = null, long? To = null, bool IsIndex = false, bool IsWildcard = false)
{
    public static JsonPathSegment OfName(bool isDescendant, string name) => new(isDescendant, Encoding.UTF8.GetBytes(name));

    public bool SelectsName(ReadOnlySpan<byte> name) => IsWildcard || (Name is not null && name.SequenceEqual(Name));

    public bool SelectsIndex(int index, int count)
    {
        if (IsWildcard || Name is not null)
        {
            return IsWildcard;
        }

        long from = From is { } first ? (first < 0 ? first + count : first) : 0;
        return IsIndex ? index == from : index >= from && index < (To is { } last ? (last < 0 ? last + count : last) : count);
    }
}
