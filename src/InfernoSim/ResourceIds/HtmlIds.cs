using System.Text.RegularExpressions;

namespace InfernoSim.ResourceIds;

/// <summary>The ids in a page: in the URLs of links and forms, and in the fields of forms.</summary>
internal static partial class HtmlIds
{
    /// <summary>Finds the ids in a page that a rule knows.</summary>
    /// <param name="page">The page, as it is written.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="mayBeWords">Whether they need have no digit.</param>
    /// <returns>What stands in their place.</returns>
    public static List<TextEdit> Find(string page, string? subject, IdRule rule, bool mayBeWords = false)
    {
        var edits = new List<TextEdit>();
        int number = 0;
        foreach (Match tag in Tag().Matches(page))
        {
            string site = $"{tag.Groups["tag"].Value.ToLowerInvariant()}[{number++}]";
            string? field = null;
            Group? value = null;
            foreach (Match attribute in Attribute().Matches(page[tag.Index..(tag.Index + tag.Length)]))
            {
                Group text = attribute.Groups["text"];
                switch (attribute.Groups["name"].Value.ToLowerInvariant())
                {
                    case "href" or "action" or "formaction" or "src" when text.Value.AsSpan().ContainsAny('/', '?'):
                        edits.AddRange(UrlIds.Find(text.Value, new IdSite(IdPart.Body, site, null, MayBeWord: mayBeWords), rule).Select(edit => edit with { Start = tag.Index + text.Index + edit.Start }));
                        break;
                    case "name":
                        field = text.Value;
                        break;
                    case "value":
                        value = text;
                        break;
                }
            }

            if (field is not null && value is not null && ShortId.IsOne(value.Value, mayBeWords) && ResourceName.Of(value.Value, ResourceName.OfReference(field, subject)) is { } resource
                && rule(new FoundId(resource, value.Value, IdPart.Body, $"{site}/{field}", IsExplicit: ResourceName.IsOfId(field))) is { } replacement)
            {
                edits.Add(new TextEdit(tag.Index + value.Index, value.Length, replacement));
            }
        }

        return edits;
    }

    [GeneratedRegex(@"<(?<tag>a|form|input|button|link|img|option)\s[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s(?<name>[a-zA-Z-]+)\s*=\s*(?:""(?<text>[^""]*)""|'(?<text>[^']*)'|(?<text>[^\s""'>]+))", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
