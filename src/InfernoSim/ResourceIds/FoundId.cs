namespace InfernoSim.ResourceIds;

/// <summary>The part of a message that an id stands in.</summary>
internal enum IdPart
{
    Path,
    Query,
    Header,
    Body,
    Form,
}

/// <summary>Where in a message ids are looked for.</summary>
/// <param name="Part">The part.</param>
/// <param name="Name">The header, the JSON Pointer or the like; for a path and a query this is not known yet.</param>
/// <param name="Subject">What the message is about.</param>
/// <param name="IsListed">Whether it is in one of many things that a message lists.</param>
/// <param name="MayBeWord">Whether an id need have no digit.</param>
internal readonly record struct IdSite(IdPart Part, string Name, string? Subject, bool IsListed = false, bool MayBeWord = false);

/// <summary>An id that a message holds.</summary>
/// <param name="Resource">What it is the id of, as <see cref="ResourceName"/> writes it.</param>
/// <param name="Text">The id.</param>
/// <param name="Part">The part of the message.</param>
/// <param name="Name">The place of the segment (from 1), the parameter, the header, the field or the JSON Pointer.</param>
/// <param name="Token">Which id of a text that holds several, from 0; -1 when it is the whole text.</param>
/// <param name="IsNumber">Whether it is a JSON number.</param>
/// <param name="IsListed">Whether it is in one of many things that the message lists, which may have been there before.</param>
/// <param name="IsExplicit">Whether it is said to be an id, by its name or by the path that it is a segment of; <c>page=2</c> may be one, and need not.</param>
/// <param name="Cursor">The cursor of a list that it stands in, as it is sent, where it is in one: <c>17</c> in <c>after=17</c>; otherwise <see langword="null"/>.</param>
internal readonly record struct FoundId(string Resource, string Text, IdPart Part, string Name, int Token = -1, bool IsNumber = false, bool IsListed = false, bool IsExplicit = true, string? Cursor = null)
{
    /// <summary>
    /// Whether another id stands at the same place of a like message. One that is known wherever it stands and one that is not may be of one kind: a
    /// random code ends with a digit by chance.
    /// </summary>
    /// <param name="other">The other id.</param>
    public bool IsAtPlaceOf(FoundId other) =>
        (Part, Token) == (other.Part, other.Token)
        && ResourceName.MayBeOne(Resource, other.Resource)
        && string.Equals(Name, other.Name, Part == IdPart.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}

/// <summary>Says what stands in the place of an id in another form of the message.</summary>
/// <param name="id">The id.</param>
/// <returns>The text, which may be the same; <see langword="null"/> when nothing is known of ids of its resource.</returns>
internal delegate string? IdRule(FoundId id);
