namespace InfernoSim.ResourceIds;

/// <summary>The ids in a URL, absolute or relative to the host: a segment after that of its collection, and parameters.</summary>
internal static class UrlIds
{
    // As of a file: .jpg, .parquet.
    private const int LongestExtension = 8;

    // One URL in the parameter of another is a way back; more is none.
    private const int DeepestUrl = 2;

    /// <summary>Whether a text is a URL.</summary>
    /// <param name="text">The text.</param>
    public static bool IsUrl(string text) =>
        text.StartsWith('/') || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a request to a URL, and its response, are about.</summary>
    /// <param name="url">The URL.</param>
    /// <returns>The resource of the last id or collection; <see langword="null"/> when there is none.</returns>
    public static string? SubjectOf(string url)
    {
        string? owner = null;
        string? collection = null;
        foreach (string segment in url[PathStart(url)..PathEnd(url)].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Unescape))
        {
            if (collection is not null && (ShortId.IsOne(segment) || Guid.TryParse(segment, out _)))
            {
                (owner, collection) = (ResourceName.Of(collection), null);
            }
            else
            {
                // An action on one thing: /orders/1/pay.
                bool isAction = owner is not null && collection is null && !ResourceName.IsPlural(segment);
                bool isOnAll = collection is not null && ResourceName.IsPlural(collection) && ResourceName.IsAction(segment);
                (owner, collection) = (isAction ? owner : null, isOnAll ? collection : segment);
            }
        }

        return owner ?? (collection is null ? null : ResourceName.Of(collection));
    }

    /// <summary>Finds the ids in a URL that a rule knows.</summary>
    /// <param name="url">The URL, as it is written.</param>
    /// <param name="site">Where it stands.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>What stands in their place.</returns>
    public static List<TextEdit> Find(string url, IdSite site, IdRule rule)
    {
        var edits = new List<TextEdit>();
        int token = 0;
        Find(url, site, rule, edits, ref token, depth: 1);
        return edits;
    }

    /// <summary>Finds the ids in the parameters of a form or a query that a rule knows.</summary>
    /// <param name="pairs">The form, as it is written.</param>
    /// <param name="site">Where it stands.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>What stands in their place.</returns>
    public static List<TextEdit> FindInForm(string pairs, IdSite site, IdRule rule)
    {
        var edits = new List<TextEdit>();
        int token = 0;
        FindInPairs(pairs, 0, pairs.Length, site, rule, edits, ref token, depth: 1);
        return edits;
    }

    private static void Find(string url, IdSite site, IdRule rule, List<TextEdit> to, ref int token, int depth)
    {
        string? collection = null;
        int place = 0;
        int first = PathStart(url);
        first += first < url.Length && url[first] == '/' ? 1 : 0;
        for (int start = first, end = PathEnd(url); start <= end; start++)
        {
            int length = url.AsSpan(start, end - start).IndexOf('/') is var slash && slash < 0 ? end - start : slash;
            place++;
            string segment = Unescape(url.Substring(start, length));
            int id = IdLength(segment);
            if (collection is not null && id > 0 && ResourceName.Of(segment[..id], ResourceName.Of(collection)) is { } resource)
            {
                var found = site.Part == IdPart.Path ? new FoundId(resource, segment[..id], IdPart.Path, $"{place}") : new FoundId(resource, segment[..id], site.Part, site.Name, token++, IsListed: site.IsListed);
                Add(rule(found), start, length, segment[id..], to);
                collection = null;
            }
            else
            {
                collection = segment;
            }

            start += length;
        }

        int query = url.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
        {
            int end = url.IndexOf('#', query) is var fragment && fragment < 0 ? url.Length : fragment;
            IdPart part = site.Part == IdPart.Path ? IdPart.Query : site.Part;
            FindInPairs(url, query + 1, end, site with { Part = part, Subject = SubjectOf(url) }, rule, to, ref token, depth);
        }
    }

    private static void FindInPairs(string text, int start, int end, IdSite site, IdRule rule, List<TextEdit> to, ref int token, int depth)
    {
        while (start < end)
        {
            int length = text.AsSpan(start, end - start).IndexOf('&') is var next && next < 0 ? end - start : next;
            int equals = text.IndexOf('=', start, length);
            if (equals >= 0)
            {
                string name = Unescape(text[start..equals]).TrimStart(';');
                name = name.StartsWith("amp;", StringComparison.Ordinal) ? name[4..] : name;
                AddParameter(name, text, equals + 1, start + length - equals - 1, site, rule, to, ref token, depth);
            }

            start += length + 1;
        }
    }

    private static void AddParameter(string name, string text, int start, int length, IdSite site, IdRule rule, List<TextEdit> to, ref int token, int depth)
    {
        string value = Unescape(text.Substring(start, length));
        bool isNamed = site.Part is IdPart.Query or IdPart.Form;
        if (IsUrl(value) && depth < DeepestUrl)
        {
            var inner = new List<TextEdit>();
            Find(value, isNamed ? site with { Name = name } : site, rule, inner, ref token, depth + 1);
            if (inner.Count > 0)
            {
                to.Add(new TextEdit(start, length, Uri.EscapeDataString(TextEdit.Apply(value, inner))));
            }
        }
        else if (ShortId.IsOne(value) && ResourceName.Of(value, ResourceName.OfReference(name, site.Subject)) is { } resource)
        {
            bool isExplicit = ResourceName.IsOfId(name);
            var found = isNamed
                ? new FoundId(resource, value, site.Part, name, IsExplicit: isExplicit)
                : new FoundId(resource, value, site.Part, site.Name, token++, IsListed: site.IsListed, IsExplicit: isExplicit);
            Add(rule(found), start, length, "", to);
        }
    }

    private static void Add(string? replacement, int start, int length, string rest, List<TextEdit> to)
    {
        if (replacement is not null)
        {
            to.Add(new TextEdit(start, length, replacement + rest));
        }
    }

    // The whole segment, or what is before the extension of a file: 17.pdf.
    private static int IdLength(string segment)
    {
        int extension = segment.LastIndexOf('.');
        bool isFile = extension > 0 && segment.Length - extension - 1 is > 0 and <= LongestExtension && char.IsAsciiLetter(segment[extension + 1]);
        int length = isFile ? extension : segment.Length;
        return ShortId.IsOne(segment[..length]) ? length : 0;
    }

    private static int PathStart(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || url.AsSpan(0, scheme).ContainsAny('/', '?'))
        {
            return 0;
        }

        int path = url.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        return path < 0 ? url.Length : scheme + 3 + path;
    }

    private static int PathEnd(string url) => url.AsSpan(PathStart(url)).IndexOfAny('?', '#') is var end && end < 0 ? url.Length : PathStart(url) + end;

    private static string Unescape(string text) => text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
}
