using System.Text;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>Names the places of a recorded document as rules do.</summary>
/// <param name="recorded">The values of the document.</param>
internal sealed class JsonPlaces(IReadOnlyDictionary<Position, ObservedValue> recorded)
{
    private ILookup<string, string>? _values;

    /// <summary>The path of one place.</summary>
    public string Exact(string pointer) => Write(pointer, index => $"[{index}]");

    /// <summary>The path of this place in every element of the arrays it is in.</summary>
    public string General(string pointer) => Write(pointer, _ => "[*]");

    /// <summary>Whether a value that came was recorded at the same place of another element.</summary>
    public bool Moves(Position position, IReadOnlyList<SeenValue> seen)
    {
        if (position.Part != ComparedPart.Json)
        {
            return false;
        }

        _values ??= recorded.Where(value => value.Key.Part == ComparedPart.Json).ToLookup(value => General(value.Key.Path), value => value.Value.Text);
        string[] elements = [.. _values[General(position.Path)]];
        return elements.Length > 1 && seen.Any(s => s.Value is { } value && elements.Contains(value.Text));
    }

    private string Write(string pointer, Func<string, string> index)
    {
        var path = new StringBuilder("$");
        string above = "";
        foreach (string token in pointer.Split('/').Skip(1))
        {
            bool isIndex = recorded.GetValueOrDefault(new Position(ComparedPart.Json, above))?.Kind == JsonNodeKind.Array;
            path.Append(isIndex ? index(token) : JsonPath.Member(JsonPointer.Unescape(token)));
            above += "/" + token;
        }

        return path.ToString();
    }
}
