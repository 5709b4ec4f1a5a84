namespace InfernoSim.ResourceIds;

/// <summary>The ids in a URL, absolute or relative to the host: a segment after that of its collection, and parameters.</summary>
internal static class UrlIds
{
    // As of a file: .jpg, .parquet.
    private const int LongestExtension = 8;

    /// <summary>Of a value that is the whole of its place.</summary>
    public const int ValueAlone = -1;

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

    /// <summary>Whether a text may be a cursor. One that is an id like nothing else is known as that; base64 may look like one.</summary>
    /// <param name="text">The text under the name of a cursor.</param>
    public static bool MayBeCursor(string text) => !ShortId.IsDistinct(text) || CursorText.Decode(text) is not null;

    /// <summary>Finds the ids in a cursor of a list that a rule knows.</summary>
    /// <param name="cursor">The cursor: an id, or base64 of a text that holds it.</param>
    /// <param name="site">Where it stands; its subject is what is listed.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="token">Which id it is of those of the text that the cursor stands in; <see cref="ValueAlone"/> when it is the whole of it.</param>
    /// <param name="isNumber">Whether it is a JSON number.</param>
    /// <returns>The cursor with them replaced; <see langword="null"/> when the rule knows none.</returns>
    public static string? FindInCursor(string cursor, IdSite site, IdRule rule, int token = ValueAlone, bool isNumber = false)
    {
        FoundId Found(string id) => new(site.Subject!, id, site.Part, site.Name, token, isNumber, site.IsListed, IsExplicit: false, cursor);
        string said = ShortId.IsNumber(cursor) ? "" : CursorText.Decode(cursor) ?? "";
        TextEdit[] edits = [.. CursorText.NumbersIn(said).Select(number => (number.Start, number.Number, Text: rule(Found(number.Number)))).Where(found => found.Text is not null).Select(found => new TextEdit(found.Start, found.Number.Length, found.Text!))];
        if (edits.Length == 0)
        {
            return ShortId.IsOne(cursor, site.MayBeWord) ? rule(Found(cursor)) : null;
        }

        // What is no id is for nobody to decode, and stands in the clear: how base64 was filled up may differ with the length of an id.
        string replaced = TextEdit.Apply(said, edits);
        return edits.All(edit => ShortId.IsOne(edit.Text)) ? CursorText.Encode(replaced, cursor) : replaced;
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
            bool mayBeWord = site.MayBeWord && collection is not null && ResourceName.IsPlural(collection) && !ResourceName.IsAction(segment);
            int id = IdLength(segment, mayBeWord);
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
        else if (site.Subject is not null && ResourceName.IsOfCursor(name) && MayBeCursor(value))
        {
            IdSite place = isNamed ? site with { Name = name } : site;
            int first = isNamed ? ValueAlone : token;
            if (FindInCursor(value, place, rule, first) is { } replacement)
            {
                to.Add(new TextEdit(start, length, Uri.EscapeDataString(replacement)));
            }

            token += isNamed ? 0 : 1;
        }
        else if (ShortId.IsOne(value, site.MayBeWord) && ResourceName.Of(value, ResourceName.OfReference(name, site.Subject)) is { } resource)
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
    private static int IdLength(string segment, bool mayBeWord)
    {
        int extension = segment.LastIndexOf('.');
        bool isFile = extension > 0 && segment.Length - extension - 1 is > 0 and <= LongestExtension && char.IsAsciiLetter(segment[extension + 1]);
        int length = isFile ? extension : segment.Length;
        return ShortId.IsOne(segment[..length], mayBeWord) ? length : 0;
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
