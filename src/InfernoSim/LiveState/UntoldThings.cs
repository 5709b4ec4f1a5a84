using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// What requests made whose responses gave no id. Its id is known when a list or a claim first shows the thing: by what the request said
/// of it.
/// </summary>
internal sealed class UntoldThings
{
    private readonly List<Thing> _things = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _things.Count == 0;

    /// <summary>Adds what a request made, unless its response gave an id of it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="given">The resources that the response gave ids of.</param>
    public void Add(RecordedExchange exchange, IReadOnlySet<string> given)
    {
        if (UrlIds.SubjectOf(exchange.Request.Url ?? "/") is { } resource && !given.Contains(resource) && !given.Contains(ResourceName.Any))
        {
            long time = exchange.Request.Timestamp.UnixNanoseconds;
            _things.AddRange(Objects(exchange.Request).Where(said => said.Any(scalar => IsTelling(scalar))).Select(said => new Thing(resource, time, [.. said])));
        }
    }

    /// <summary>Tells of which ids a response shows such a thing.</summary>
    /// <param name="exchange">The exchange of the response.</param>
    public Func<FoundId, bool> ShownBy(RecordedExchange exchange)
    {
        long end = ValueOccurrences.EndOf(exchange);
        var shown = new Lazy<ILookup<string, JsonScalar>>(() => Objects(exchange.Response!).SelectMany(scalars => scalars).ToLookup(scalar => JsonPointer.ParentOf(scalar.Pointer)));
        return id => id.Part == IdPart.Body && id.Name.StartsWith('/') && _things.Any(thing => (id.Resource == ResourceName.Any || thing.Resource == id.Resource) && thing.Time < end && IsShown(thing, [.. shown.Value[JsonPointer.ParentOf(id.Name)]]));
    }

    // What both say under one name is the same, and a text is in both: that a quantity is 1 says nothing.
    private static bool IsShown(Thing thing, JsonScalar[] shown)
    {
        ILookup<string, string> byName = shown.ToLookup(scalar => JsonPointer.LastOf(scalar.Pointer), scalar => scalar.Text, StringComparer.OrdinalIgnoreCase);
        return thing.Said.All(said => byName[JsonPointer.LastOf(said.Pointer)].All(text => text == said.Text))
            && thing.Said.Any(said => IsTelling(said) && shown.Any(other => !other.IsNumber && other.Text == said.Text));
    }

    private static bool IsTelling(JsonScalar scalar) => !scalar.IsNumber && scalar.Text.Length > 0;

    private static IEnumerable<IEnumerable<JsonScalar>> Objects(IncidentEvent message)
    {
        BodyContent body = BodyContent.Of(message.Body, message.Headers);
        if (body.Bytes.IsEmpty || message.Body.IsTruncated || message.Body.Size > MessageValues.LargestBody || !(body.ContentType is null || MediaType.IsJson(body.ContentType)))
        {
            return [];
        }

        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        return isDecoded ? JsonScalar.In(bytes).Where(scalar => scalar.Pointer.Length > 0).GroupBy(scalar => JsonPointer.ParentOf(scalar.Pointer)) : [];
    }

    private sealed record Thing(string Resource, long Time, JsonScalar[] Said);
}
