using System.Text;
using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.ResourceIds;

/// <summary>Finds, and replaces, the ids of one message.</summary>
/// <param name="subject">What the message is about: <see cref="UrlIds.SubjectOf"/> of its request.</param>
/// <param name="rule">What stands in their place.</param>
/// <param name="mayBeWords">Whether they need have no digit.</param>
internal sealed partial class MessageIds(string? subject, IdRule rule, bool mayBeWords = false)
{
    /// <summary>What is put in place of the ids of a request target.</summary>
    /// <param name="pathAndQuery">The target.</param>
    public List<TextEdit> InTarget(string pathAndQuery) => UrlIds.Find(pathAndQuery, new IdSite(IdPart.Path, "", subject, MayBeWord: mayBeWords), rule);

    /// <summary>What is put in place of the ids of a header: in a URL, in the URLs of links, or as the whole value under a name such as <c>X-Order-Id</c>.</summary>
    /// <param name="name">The header.</param>
    /// <param name="value">Its value.</param>
    public List<TextEdit> InHeader(string name, string value)
    {
        var site = new IdSite(IdPart.Header, name, subject, MayBeWord: mayBeWords);
        if (UrlIds.IsUrl(value) || name.EndsWith("Location", StringComparison.OrdinalIgnoreCase))
        {
            return UrlIds.Find(value, site, rule);
        }

        if (name.Equals("Link", StringComparison.OrdinalIgnoreCase))
        {
            return [.. Link().Matches(value).SelectMany(link => UrlIds.Find(link.Groups[1].Value, site, rule).Select(edit => edit with { Start = link.Groups[1].Index + edit.Start }))];
        }

        return ResourceName.IsOfId(name)
            && ShortId.IsOne(value, mayBeWords)
            && ResourceName.Of(value, ResourceName.OfReference(name, subject)) is { } resource
            && rule(new FoundId(resource, value, IdPart.Header, name)) is { } text
            ? [new TextEdit(0, value.Length, text)]
            : [];
    }

    /// <summary>What is put in place of the ids of a body that is a form or a page.</summary>
    /// <param name="contentType">Its media type.</param>
    /// <param name="text">The body.</param>
    public List<TextEdit> InText(string? contentType, string text) =>
        MediaType.IsForm(contentType) ? UrlIds.FindInForm(text, new IdSite(IdPart.Form, "", subject, MayBeWord: mayBeWords), rule)
        : contentType is not null && contentType.Contains("html", StringComparison.OrdinalIgnoreCase) ? HtmlIds.Find(text, subject, rule, mayBeWords)
        : [];

    /// <summary>A request target with its ids replaced.</summary>
    /// <param name="pathAndQuery">The target.</param>
    /// <returns>The same target when nothing is.</returns>
    public string Target(string pathAndQuery) => TextEdit.Apply(pathAndQuery, InTarget(pathAndQuery));

    /// <summary>The values of a header with their ids replaced.</summary>
    /// <param name="name">The header.</param>
    /// <param name="values">The values.</param>
    public IReadOnlyList<string> Header(string name, IReadOnlyList<string> values)
    {
        string[] replaced = [.. values.Select(value => TextEdit.Apply(value, InHeader(name, value)))];
        return replaced.SequenceEqual(values) ? values : replaced;
    }

    /// <summary>Headers with their ids replaced.</summary>
    /// <param name="headers">The headers.</param>
    /// <returns>The same headers when nothing is.</returns>
    public HeaderMap Headers(HeaderMap headers)
    {
        KeyValuePair<string, IReadOnlyList<string>>[] replaced = [.. headers.Select(field => KeyValuePair.Create(field.Key, Header(field.Key, field.Value)))];
        return replaced.Zip(headers).All(pair => ReferenceEquals(pair.First.Value, pair.Second.Value)) ? headers : HeaderMap.OfRead(replaced);
    }

    /// <summary>A body with its ids replaced: JSON, a form or a page.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The content without its encoding; <see langword="null"/> when nothing is.</returns>
    public ReadOnlyMemory<byte>? Body(BodyContent body)
    {
        if (body.Bytes.IsEmpty)
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        if (!isDecoded)
        {
            return null;
        }

        if (body.ContentType is null || MediaType.IsJson(body.ContentType))
        {
            List<JsonScalar> scalars = JsonScalar.In(bytes);
            var ids = new JsonIds(scalars, subject, mayBeWords);
            return JsonScalar.Replace(bytes, scalars, scalar => TextEdit.Apply(scalar.Text, ids.Find(scalar, rule)));
        }

        // One character a byte: ids are ASCII, and what is beside them stays as it is, whatever its encoding.
        string text = Encoding.Latin1.GetString(bytes.Span);
        string replaced = TextEdit.Apply(text, InText(body.ContentType, text));
        return ReferenceEquals(text, replaced) ? default(ReadOnlyMemory<byte>?) : Encoding.Latin1.GetBytes(replaced);
    }

    [GeneratedRegex("<([^>]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
