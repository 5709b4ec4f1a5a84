using InfernoSim.Matching;
using InfernoSim.WebSockets;

namespace InfernoSim.ResourceIds;

/// <summary>The ids in a JSON document: members named as ids, and URLs.</summary>
/// <param name="scalars">The document.</param>
/// <param name="subject">What it is about.</param>
/// <param name="mayBeWords">Whether ids need have no digit.</param>
internal sealed class JsonIds(IReadOnlyList<JsonScalar> scalars, string? subject, bool mayBeWords = false)
{
    // The containers that have an id of their own, and so are things and not what stands around them.
    private readonly HashSet<string> _things = [.. scalars.Where(scalar => ResourceName.IsPlainId(JsonPointer.LastOf(scalar.Place))).Select(scalar => JsonPointer.ParentOf(scalar.Place))];
    private readonly bool _isThing = scalars.Any(scalar => IsOwn(scalar.Place, subject));
    private readonly Dictionary<string, string?> _resources = [];

    /// <summary>Finds the ids in a scalar that a rule knows.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>What stands in their place in its text.</returns>
    public List<TextEdit> Find(JsonScalar scalar, IdRule rule)
    {
        if (!scalar.IsNumber && UrlIds.IsUrl(scalar.Text))
        {
            return UrlIds.Find(scalar.Text, new IdSite(IdPart.Body, scalar.Pointer, null, IsListed(scalar.Place), mayBeWords), rule);
        }

        if (subject is not null && ResourceName.IsOfCursor(JsonPointer.LastOf(scalar.Place)) && !_things.Contains(JsonPointer.ParentOf(scalar.Place)) && UrlIds.MayBeCursor(scalar.Text))
        {
            return UrlIds.FindInCursor(scalar.Text, new IdSite(IdPart.Body, scalar.Pointer, subject, IsListed(scalar.Place), mayBeWords), rule, isNumber: scalar.IsNumber) is { } cursor
                ? [new TextEdit(0, scalar.Text.Length, cursor)]
                : [];
        }

        return ShortId.IsOne(scalar.Text, mayBeWords)
            && ResourceName.Of(scalar.Text, ResourceAt(scalar.Place)) is { } resource
            && rule(new FoundId(resource, scalar.Text, IdPart.Body, scalar.Pointer, IsNumber: scalar.IsNumber, IsListed: IsListed(scalar.Place), IsExplicit: IsExplicit(scalar.Place) || IsNumberOfSubject(scalar))) is { } text
            ? [new TextEdit(0, scalar.Text.Length, text)]
            : [];
    }

    private string? ResourceAt(string place)
    {
        if (!_resources.TryGetValue(place, out string? resource))
        {
            _resources.Add(place, resource = FindResource(place));
        }

        return resource;
    }

    private string? FindResource(string place)
    {
        string parent = JsonPointer.ParentOf(place);
        string name = JsonPointer.LastOf(place);
        if (name != "*")
        {
            return ResourceName.IsPlainId(name) ? ThingAt(parent) : ResourceName.OfReference(name, subject);
        }

        // Of an array of ids the name of the array counts: orderIds, orders.
        return parent.Length == 0 ? null : JsonPointer.LastOf(parent) is var array && array == "*" ? null : ResourceName.IsPlainId(array) ? ThingAt(JsonPointer.ParentOf(parent)) : ResourceName.OfReference(array, subject);
    }

    // What the container of an id is named for.
    private string? ThingAt(string container)
    {
        for (; JsonPointer.ParentOf(container).Length > 0; container = JsonPointer.ParentOf(container))
        {
            string name = JsonPointer.LastOf(container);
            if (SpokenDocument.IsJsonOfMessage(container))
            {
                return subject;
            }

            if (name != "*" && !(ResourceName.IsWrapper(name) && !_things.Contains(JsonPointer.ParentOf(container))))
            {
                return ResourceName.Of(name);
            }
        }

        return subject;
    }

    private static bool IsExplicit(string place) => JsonPointer.LastOf(place) is var name && name == "*" && JsonPointer.ParentOf(place).Length > 0 ? ResourceName.IsOfId(JsonPointer.LastOf(JsonPointer.ParentOf(place))) : ResourceName.IsOfId(name);

    // The number that people tell the thing by: number, or orderNumber of an order.
    private bool IsNumberOfSubject(JsonScalar scalar) =>
        ShortId.IsDistinct(scalar.Text) && ResourceName.IsNumberOf(JsonPointer.LastOf(scalar.Place), subject) && ThingAt(JsonPointer.ParentOf(scalar.Place)) == subject;

    // In an array, and the document is no thing of its own.
    private bool IsListed(string place) => !_isThing && place[1..].Contains("/*", StringComparison.Ordinal);

    // An id of the document itself: id, or cartId in what is about a cart.
    private static bool IsOwn(string place, string? subject) =>
        JsonPointer.ParentOf(place) == "/*" && JsonPointer.LastOf(place) is var name && (ResourceName.IsPlainId(name) || (ResourceName.IsOfId(name) && ResourceName.OfReference(name, subject) == subject));
}
