using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace InfernoSim.Incidents;

/// <summary>What a page gives to the requests that follow it without showing it: hidden inputs, meta tags, and data for scripts.</summary>
internal static class HtmlFields
{
    /// <summary>Reads a page.</summary>
    /// <param name="bytes">The page.</param>
    public static IDocument Parse(ReadOnlyMemory<byte> bytes) =>
        // Names and tokens are ASCII, whatever the encoding of the text beside them.
        new HtmlParser().ParseDocument(Encoding.UTF8.GetString(bytes.Span));

    /// <summary>Finds them.</summary>
    /// <param name="page">The page.</param>
    /// <returns>What each is called, as <c>input/_csrf</c> or <c>meta/csrf-token</c>, with its value; of several with one name the first.</returns>
    public static IEnumerable<(string Place, string Name, string Value)> In(IDocument page)
    {
        IEnumerable<(string, string, string)> inputs = page.QuerySelectorAll("input[type=hidden i][name][value]").Select(input => Field("input", input, "value"));
        IEnumerable<(string, string, string)> metas = page.QuerySelectorAll("meta[name][content]").Select(meta => Field("meta", meta, "content"));
        return inputs.Concat(metas).DistinctBy(field => field.Item1);
    }

    /// <summary>The data that a page gives to its scripts: <c>&lt;script type="application/json"&gt;</c>.</summary>
    /// <param name="page">The page.</param>
    /// <returns>Where each is, as <c>script[0]</c>, and what it holds.</returns>
    public static IEnumerable<(string Place, ReadOnlyMemory<byte> Json)> DataIn(IDocument page) =>
        page.QuerySelectorAll("script[type$='json' i]").Select((script, number) => ($"script[{number}]", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(script.TextContent)));

    private static (string Place, string Name, string Value) Field(string element, IElement field, string attribute) =>
        ($"{element}/{field.GetAttribute("name")}", field.GetAttribute("name")!, field.GetAttribute(attribute)!);
}
