using System.Text;
using Google.Protobuf.Reflection;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>Refuses rules for fields of gRPC messages that would have to hold something else than their type says.</summary>
internal sealed class FieldRules
{
    private readonly JsonPath _path;
    private readonly PlaceAction _action;
    private readonly HashSet<(object Place, int Depth)> _seen = [];

    private FieldRules(JsonPath path, PlaceAction action) => (_path, _action) = (path, action);

    /// <summary>Looks at rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="descriptors">What messages are made of.</param>
    /// <exception cref="ReplayConfigurationException">One names a field that cannot hold what it would be replaced by.</exception>
    public static void ThrowIfUnfit(IEnumerable<PrivacyRule> rules, GrpcDescriptors descriptors)
    {
        foreach (PrivacyRule rule in rules.Where(rule => rule.Place.Kind == NoiseKind.Json && rule.Action != PlaceAction.Keep))
        {
            var looked = new FieldRules(JsonPath.Parse(rule.Place.Target), rule.Action);
            foreach ((string target, MessageDescriptor request, MessageDescriptor response) in descriptors.Methods.Where(method => rule.Place.Route?.Matches("POST", method.Target) != false))
            {
                if ((looked.FindInBody(request) ?? looked.FindInBody(response)) is { } problem)
                {
                    throw new ReplayConfigurationException($"the rule '{rule}' is for {problem}; write another rule for it, or keep this one from {target} by '; {NoiseRuleFields.Route}: METHOD /path'.");
                }
            }
        }
    }

    // A body is an array of messages.
    private string? FindInBody(MessageDescriptor type)
    {
        if (_path.IsRoot)
        {
            return OfMessage(type);
        }

        JsonPathSegment first = _path.Segments[0];
        return (MaySelectElement(first) ? Find(type, 1) : null) ?? (first.IsDescendant ? Find(type, 0) : null);
    }

    private string? Find(MessageDescriptor type, int depth)
    {
        if (depth == _path.Segments.Count)
        {
            return OfMessage(type);
        }

        if (!_seen.Add((type, depth)))
        {
            return null;
        }

        JsonPathSegment segment = _path.Segments[depth];
        return type.Fields.InDeclarationOrder()
            .Select(field => (segment.SelectsName(Encoding.UTF8.GetBytes(field.Name)) ? FindIn(field, depth + 1) : null) ?? (segment.IsDescendant ? FindIn(field, depth) : null))
            .FirstOrDefault(problem => problem is not null);
    }

    // A field as a whole: of a map, and of one that may be there several times, what is in it comes one step later.
    private string? FindIn(FieldDescriptor field, int depth)
    {
        if (!field.IsRepeated)
        {
            return FindValue(field, field, depth);
        }

        if (depth == _path.Segments.Count)
        {
            return _action == PlaceAction.Drop ? null : Describe(field, field.IsMap ? "a map" : "a list");
        }

        if (!_seen.Add((field, depth)))
        {
            return null;
        }

        FieldDescriptor item = field.IsMap ? field.MessageType.FindFieldByNumber(ProtobufJson.MapValue) : field;
        JsonPathSegment segment = _path.Segments[depth];
        bool isSelected = field.IsMap ? segment.Name is not null || segment.IsWildcard : MaySelectElement(segment);
        return (isSelected ? FindValue(field, item, depth + 1) : null) ?? (segment.IsDescendant ? FindValue(field, item, depth) : null);
    }

    private string? FindValue(FieldDescriptor field, FieldDescriptor item, int depth)
    {
        // By its number, another one would be meant in what is recorded than in what comes.
        if (depth == _path.Segments.Count && _action == PlaceAction.Drop && field is { IsRepeated: true, IsMap: false })
        {
            return $"single values of the field '{field.Name}' of {field.ContainingType.FullName}, which can only be dropped as a whole";
        }

        if (item.FieldType is FieldType.Message or FieldType.Group)
        {
            return depth < _path.Segments.Count ? Find(item.MessageType, depth) : _action == PlaceAction.Drop ? null : Describe(field, "a message");
        }

        return depth == _path.Segments.Count && !IsFit(item.FieldType) ? Describe(field, $"of the type {item.FieldType.ToString().ToLowerInvariant()}") : null;
    }

    private bool IsFit(FieldType type) => _action switch
    {
        PlaceAction.Drop => true,
        PlaceAction.Redact => type is FieldType.String or FieldType.Bytes,
        _ => type is not (FieldType.Bytes or FieldType.Bool or FieldType.Enum or FieldType.Float),
    };

    private string Describe(FieldDescriptor field, string what) =>
        $"the field '{field.Name}' of {field.ContainingType.FullName}, {what}, which can{(_action == PlaceAction.Redact ? $" hold no {Redaction.Marker}" : " have no token")}";

    private static string OfMessage(MessageDescriptor type) => $"a message {type.FullName} as a whole, and not for a field of it";

    private static bool MaySelectElement(JsonPathSegment segment) => segment.IsWildcard || segment.Name is null;
}
