using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace InfernoSim.LiveState;

/// <summary>The values of a page that later requests may send: those of hidden inputs and meta tags, and parts of the URLs of links and forms.</summary>
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
        // Names and tokens are ASCII, whatever the encoding of the text beside them.
        using IDocument page = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(bytes.Span));
        var values = new List<FoundValue>();
        foreach (IElement input in page.QuerySelectorAll("input[type=hidden i][name][value]"))
        {
            values.Add(new FoundValue(input.GetAttribute("value")!, new ValuePlace(MessagePart.Body, $"input/{input.GetAttribute("name")}")));
        }

        foreach (IElement meta in page.QuerySelectorAll("meta[name][content]"))
        {
            values.Add(new FoundValue(meta.GetAttribute("content")!, new ValuePlace(MessagePart.Body, $"meta/{meta.GetAttribute("name")}")));
        }

        foreach ((string selector, string attribute) in Links)
        {
            int number = 0;
            foreach (IElement link in page.QuerySelectorAll(selector))
            {
                values.AddRange(MessageValues.OfUrl(link.GetAttribute(attribute)!, MessagePart.Body, $"{link.LocalName}[{number++}]/{attribute}"));
            }
        }

        return [.. values.DistinctBy(value => value.Place)];
    }
}
