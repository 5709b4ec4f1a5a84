using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>Looks through one message, place by place, for what is not as it was recorded.</summary>
internal sealed class MessageDifferences
{
    private readonly HealMessage _message;
    private readonly ProtectedNames _names;
    private readonly IReadOnlyDictionary<Position, ObservedValue> _recorded;
    private readonly IReadOnlyDictionary<Position, ObservedValue>[] _seen;
    private readonly JsonPlaces _places;
    private readonly List<string> _settled = [];
    private readonly List<Difference> _differences = [];

    private MessageDifferences(HealMessage message, IReadOnlyList<CompiledNoise> rules, ProtectedNames names)
    {
        _message = message;
        _names = names;
        _recorded = message.Values(message.Recorded, rules);
        _seen = [.. message.Seen.Select(seen => message.Values(seen.Content!, rules))];
        _places = new JsonPlaces(_recorded);
    }

    /// <summary>The differences of a message, those in it that need no rule any more left out.</summary>
    public static IReadOnlyList<Difference> Of(HealMessage message, IReadOnlyList<CompiledNoise> rules, ProtectedNames names)
    {
        int absent = message.Seen.Count(seen => seen.Content is null);
        if (absent > 0)
        {
            string what = message.Dependency is null ? "no complete response came" : "the call was not made, or not as one like the recorded one";
            return [new Difference(message, new Position(ComparedPart.Status, ""), NoiseKind.Header, "", "", null, [], Volatility.Not($"{what} in {absent} of {message.Seen.Count} replays"))];
        }

        var differences = new MessageDifferences(message, rules, names);
        differences.LookThrough();
        return differences._differences;
    }

    private void LookThrough()
    {
        Look(new Position(ComparedPart.Status, ""));
        if (_differences.Count > 0)
        {
            // Of a response with another status everything else is another thing.
            return;
        }

        foreach (Position position in _recorded.Keys.Concat(_seen.SelectMany(seen => seen.Keys)).Distinct().OrderBy(p => p.Part).ThenBy(p => p.Path, StringComparer.Ordinal).ToArray())
        {
            if (position.Part != ComparedPart.Status && !IsSettled(position))
            {
                Look(position);
            }
        }
    }

    private bool IsSettled(Position position) =>
        _settled.Any(above => position.Part.ToString() + position.Path != above && (position.Part + position.Path).StartsWith(above + (position.Part == ComparedPart.Text ? "" : "/"), StringComparison.Ordinal));

    private void Look(Position position)
    {
        ObservedValue? recorded = _recorded.GetValueOrDefault(position);
        SeenValue[] seen = [.. _seen.Select((values, replay) => new SeenValue(values.GetValueOrDefault(position), _message.Seen[replay].Seconds))];
        if (seen.All(sighting => AreSame(recorded, sighting.Value)) || (recorded is not null && Redaction.IsRedacted(recorded.Text)))
        {
            return;
        }

        if (recorded?.Elements is not null && seen.All(s => s.Value?.Elements?.Length == recorded.Elements.Length))
        {
            LookAtOrder(position, recorded, seen);
            return;
        }

        Add(position, recorded, seen, NoiseKind.Json, Judge(position, recorded, seen));
    }

    private Volatility Judge(Position position, ObservedValue? recorded, SeenValue[] seen)
    {
        if (position is { Part: ComparedPart.Text, Path: "" })
        {
            Settle(position);
            return Volatility.Not("the text is not of the same shape each time");
        }

        if (recorded is null || seen.Any(s => s.Value is null))
        {
            Settle(position);
            return Volatility.Not(recorded is null
                ? "it was not recorded"
                : seen.All(s => s.Value is null) ? "it is missing in every replay: the behaviour changed" : "it is there in some replays and not in others");
        }

        if (seen.Any(s => s.Value!.Kind != recorded.Kind))
        {
            Settle(position);
            return Volatility.Not("its type is not the recorded one each time");
        }

        if (seen.All(s => AreSame(seen[0].Value, s.Value)))
        {
            Settle(position);
            return Volatility.Not("every replay has the same value, and it is not the recorded one: the behaviour changed");
        }

        if (position.Part != ComparedPart.Status && _names.In(position.Part == ComparedPart.Text ? ProtectedNames.LastWord(recorded.Context) : position.Path) is { } name)
        {
            Settle(position);
            return Volatility.Not($"'{name}' is a protected name");
        }

        if (recorded.Kind == JsonNodeKind.Array)
        {
            Settle(position);
        }

        return position.Part == ComparedPart.Status ? Volatility.Not("it differs between replays")
            : _places.Moves(position, seen) ? Volatility.Not("its values move between the elements of an array")
            : Volatility.Of(recorded, seen, NameOf(position, recorded));
    }

    // An array of the same elements in another order is one thing; if they are not the same, each element is looked at.
    private void LookAtOrder(Position position, ObservedValue recorded, SeenValue[] seen)
    {
        string[] sorted = [.. recorded.Elements!.Order(StringComparer.Ordinal)];
        if (!seen.All(s => s.Value!.Elements!.Order(StringComparer.Ordinal).SequenceEqual(sorted)))
        {
            return;
        }

        Settle(position);
        Add(position, Shown(recorded), [.. seen.Select(s => s with { Value = Shown(s.Value!) })], NoiseKind.Unordered,
            _names.In(position.Path) is { } name ? Volatility.Not($"'{name}' is a protected name")
            : seen.All(s => s.Value!.Elements!.SequenceEqual(seen[0].Value!.Elements!)) ? Volatility.Not("every replay has the same order, and it is not the recorded one: the behaviour changed")
            : new Volatility("order of a set", null));
    }

    private static ObservedValue Shown(ObservedValue array) =>
        array with { Text = string.Join(", ", array.Elements!.Select(element => new string([.. element.Where(c => c is >= ' ' and < (char)127)]))) };

    private void Add(Position position, ObservedValue? recorded, SeenValue[] seen, NoiseKind json, Volatility volatility)
    {
        (NoiseKind rule, string exact, string general) = position.Part switch
        {
            ComparedPart.Header => (NoiseKind.Header, position.Path, position.Path),
            ComparedPart.Path => (NoiseKind.Path, _message.PathTemplate?.AsPath() ?? "", ""),
            ComparedPart.Query => (NoiseKind.Query, WithoutNumber(position.Path), WithoutNumber(position.Path)),
            ComparedPart.Json => (json, _places.Exact(position.Path), _places.General(position.Path)),
            ComparedPart.Form => (NoiseKind.Body, FormPattern(position, recorded, seen, volatility), ""),
            ComparedPart.Text => (NoiseKind.Body, PatternFor(position, recorded, seen, volatility) ?? "", ""),
            _ => (NoiseKind.Header, "", ""),
        };
        if (rule is NoiseKind.Body or NoiseKind.Path)
        {
            general = exact;
            volatility = volatility.Kind is not null && exact.Length == 0 ? Volatility.Not("nothing fixed is before it on its line, by which a rule could find it") : volatility;
        }

        if (volatility.Kind is null && position.Part == ComparedPart.Path && exact.Length > 0 && Differ(seen))
        {
            volatility = new Volatility("path", null);
        }

        if (volatility.Kind is { } kind && position is { Part: ComparedPart.Header, Path: "etag" })
        {
            volatility = new Volatility($"ETag ({kind})", null);
        }

        _differences.Add(new Difference(_message, position, rule, exact, general, recorded, seen, volatility));
    }

    private static bool Differ(SeenValue[] seen) => seen.Select(s => s.Value?.Text).Distinct(StringComparer.Ordinal).Count() == seen.Length;

    private static string NameOf(Position position, ObservedValue recorded) =>
        position.Part == ComparedPart.Text ? ProtectedNames.LastWord(recorded.Context) : position.Path;

    // The pair as a whole: a form is looked at pair by pair.
    private string FormPattern(Position position, ObservedValue? recorded, SeenValue[] seen, Volatility volatility) =>
        $"^{FreshTemplate.Escape(WithoutNumber(position.Path))}={TemplateOf(position, recorded, seen, volatility)?.AsExpression() ?? "[^&]+"}$";

    private FreshTemplate? TemplateOf(Position position, ObservedValue? recorded, SeenValue[] seen, Volatility volatility) => volatility.Kind is null
        ? null
        : DifferenceForms.TemplateOf([new Difference(_message, position, NoiseKind.Body, "", "", recorded, seen, volatility)]);

    // What is before a token on its line, from the last token on that differs.
    private string? PatternFor(Position position, ObservedValue? recorded, SeenValue[] seen, Volatility volatility)
    {
        string context = recorded?.Context ?? "";
        bool isLineStart = true;
        for (int token = 0; token < int.Parse(position.Path.Length == 0 ? "0" : position.Path, System.Globalization.CultureInfo.InvariantCulture); token++)
        {
            var before = new Position(ComparedPart.Text, token.ToString(System.Globalization.CultureInfo.InvariantCulture));
            ObservedValue? known = _recorded.GetValueOrDefault(before);
            if (known is not null && !_seen.All(values => AreSame(known, values.GetValueOrDefault(before))) && context.LastIndexOf(known.Text, StringComparison.Ordinal) is var at && at >= 0)
            {
                context = context[(at + known.Text.Length)..];
                isLineStart = false;
            }
        }

        return TextRules.PatternFor(context, isLineStart, TemplateOf(position, recorded, seen, volatility));
    }

    private void Settle(Position position) => _settled.Add(position.Part + position.Path);

    private static string WithoutNumber(string parameter) => parameter.LastIndexOf('#') is var at && at > 0 ? parameter[..at] : parameter;

    private static bool AreSame(ObservedValue? left, ObservedValue? right)
    {
        if (left is null || right is null || left.Kind != right.Kind)
        {
            return left is null && right is null;
        }

        return left.Kind switch
        {
            JsonNodeKind.Number => JsonNumber.AreEqual(Encoding.UTF8.GetBytes(left.Text), Encoding.UTF8.GetBytes(right.Text)),
            JsonNodeKind.Array => left.Elements!.SequenceEqual(right.Elements!),
            _ => left.Text == right.Text,
        };
    }
}
