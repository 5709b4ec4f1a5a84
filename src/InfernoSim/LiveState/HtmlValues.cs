using AngleSharp.Dom;
using InfernoSim.Incidents;

namespace InfernoSim.LiveState;

/// <summary>The values of a page that later requests may send: those of hidden inputs, meta tags and data for scripts, and parts of the URLs of links and forms.</summary>
internal static class HtmlValues
{
    /// <summary>Whether content is HTML.</summary>
    /// <param name="contentType">The media type, or <see langword="null"/>.</param>
    public static bool IsHtml(string? contentType) =>
        contentType is not null && (contentType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    private static readonly (string Selector, string Attribute)[] Links = [("a[href]", "href"), ("form[action]", "action"), ("link[href]", "href"), ("[formaction]", "formaction")];

    /// <summary>Finds them: of several with one name the first; links by their number on the page.</summary>
    /// <param name="bytes">The page.</param>
    public static IReadOnlyList<FoundValue> In(ReadOnlyMemory<byte> bytes)
    {
        using IDocument page = HtmlFields.Parse(bytes);
        List<FoundValue> values = [.. HtmlFields.In(page).Select(field => new FoundValue(field.Value, new ValuePlace(MessagePart.Body, field.Place)))];
        foreach ((string place, ReadOnlyMemory<byte> json) in HtmlFields.DataIn(page))
        {
            values.AddRange(MessageValues.OfJson(json).Select(value => value with { Place = value.Place with { Name = place + value.Place.Name } }));
        }

        foreach ((string selector, string attribute) in Links)
        {
            int number = 0;
            foreach (IElement link in page.QuerySelectorAll(selector))
            {
                values.AddRange(MessageValues.OfUrl(link.GetAttribute(attribute)!, MessagePart.Body, $"{link.LocalName}[{number++}]/{attribute}"));
            }
        }

        return values;
    }
}
