using System.Text;
using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>The places of values in JSON.</summary>
internal sealed class JsonPlaces
{
    private readonly JsonTree _json;
    private readonly Dictionary<int, PlaceAction> _actions = [];
    private readonly List<(int Start, int End, PlaceAction Action, PlacedForm Form)> _found = [];

    private JsonPlaces(JsonTree json) => _json = json;

    /// <summary>Finds them.</summary>
    /// <param name="text">A text that may be JSON.</param>
    /// <param name="rules">The rules, the strictest first.</param>
    /// <param name="to">Gets the places.</param>
    /// <returns>Whether it is JSON.</returns>
    public static bool TryAdd(string text, IEnumerable<PlacedRule> rules, List<PlacedText> to)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!JsonTree.TryParse(bytes, out JsonTree? json))
        {
            return false;
        }

        using (json)
        {
            var places = new JsonPlaces(json);
            foreach (PlacedRule rule in rules.Where(rule => rule.Path is not null))
            {
                var nodes = new HashSet<int>();
                rule.Path!.Find(json, nodes);
                foreach (int node in nodes)
                {
                    places._actions.TryAdd(node, rule.Action);
                }
            }

            places.Find();
            to.AddRange(places.InCharacters(bytes, text));
            return true;
        }
    }

    private void Find()
    {
        if (_actions.Count == 0)
        {
            return;
        }

        if (_actions.TryGetValue(0, out PlaceAction action))
        {
            Add(0, action == PlaceAction.Drop ? PlaceAction.Redact : action);
        }

        FindIn(0);
    }

    private void FindIn(int container)
    {
        if (_json[container].Kind is not (JsonNodeKind.Object or JsonNodeKind.Array))
        {
            return;
        }

        (int Start, int End, int Value)[] children = [.. Children(container)];
        bool hasLeft = false;
        for (int i = 0; i < children.Length; i++)
        {
            (int start, int end, int value) = children[i];
            PlaceAction? action = _actions.TryGetValue(value, out PlaceAction said) ? said : null;
            if (action == PlaceAction.Drop)
            {
                // With the comma before it, or else the one behind it.
                _found.Add(hasLeft ? (children[i - 1].End, end, PlaceAction.Drop, PlacedForm.Json) : (start, i + 1 < children.Length ? children[i + 1].Start : end, PlaceAction.Drop, PlacedForm.Json));
                continue;
            }

            hasLeft = true;
            if (action is { } other)
            {
                Add(value, other);
            }

            FindIn(value);
        }
    }

    private IEnumerable<(int Start, int End, int Value)> Children(int container)
    {
        bool isObject = _json[container].Kind == JsonNodeKind.Object;
        for (int child = container + 1; child < _json[container].End;)
        {
            int value = isObject ? child + 1 : child;
            yield return (StartOf(child), EndOf(value), value);
            child = _json[value].End;
        }
    }

    private void Add(int node, PlaceAction action)
    {
        JsonNodeKind kind = _json[node].Kind;
        bool isInside = kind == JsonNodeKind.String && action != PlaceAction.Keep;
        _found.Add(isInside
            ? (_json[node].Start, _json[node].Start + _json[node].Length, action, PlacedForm.JsonString)
            : (StartOf(node), EndOf(node), action, kind == JsonNodeKind.Number ? PlacedForm.Number : PlacedForm.Json));
    }

    private int StartOf(int node) => _json[node].Start - (IsQuoted(node) ? 1 : 0);

    private int EndOf(int node) => _json[node].Start + _json[node].Length + (IsQuoted(node) ? 1 : 0);

    private bool IsQuoted(int node) => _json[node].Kind is JsonNodeKind.String or JsonNodeKind.Name;

    // The tree counts bytes, from behind a byte order mark.
    private IEnumerable<PlacedText> InCharacters(byte[] bytes, string text)
    {
        int mark = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (bytes.Length == text.Length)
        {
            return _found.Select(place => new PlacedText(place.Start, place.End - place.Start, place.Action, place.Form));
        }

        var characters = new Dictionary<int, int>();
        (int at, int count) = (0, 0);
        foreach (int position in _found.SelectMany(place => (int[])[place.Start + mark, place.End + mark]).Distinct().Order())
        {
            count += Encoding.UTF8.GetCharCount(bytes, at, position - at);
            at = position;
            characters.Add(position, count);
        }

        return _found.Select(place => new PlacedText(characters[place.Start + mark], characters[place.End + mark] - characters[place.Start + mark], place.Action, place.Form));
    }
}
