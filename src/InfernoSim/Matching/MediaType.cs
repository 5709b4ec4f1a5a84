namespace InfernoSim.Matching;

/// <summary>The questions that matching asks of a <c>Content-Type</c> (RFC 9110, section 8.3).</summary>
internal static class MediaType
{
    private static readonly string[] JsonLines = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "application/jsonlines", "application/stream+json"];

    /// <summary>Whether it is <c>*/json</c> or <c>*/*+json</c>.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsJson(ReadOnlySpan<char> contentType)
    {
        ReadOnlySpan<char> type = Essence(contentType);
        return type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it is <c>application/x-www-form-urlencoded</c>.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsForm(ReadOnlySpan<char> contentType) =>
        Essence(contentType).Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is <c>text/event-stream</c>.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsEventStream(ReadOnlySpan<char> contentType) => Essence(contentType).Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is newline-delimited JSON, whose type has several names.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsJsonLines(ReadOnlySpan<char> contentType)
    {
        ReadOnlySpan<char> type = Essence(contentType);
        foreach (string name in JsonLines)
        {
            if (type.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The boundary of a <c>multipart/*</c> type.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns>The boundary without quotes; <see langword="null"/> when the type is another or names none.</returns>
    public static string? Boundary(string? contentType)
    {
        if (contentType is null || !IsMultipart(contentType))
        {
            return null;
        }

        foreach (string part in HeaderSyntax.Split(contentType, ';'))
        {
            if (HeaderSyntax.Parameter(part) is ("boundary", { Length: > 0 } boundary))
            {
                return boundary;
            }
        }

        return null;
    }

    /// <summary>
    /// The type as it is compared: type, names of parameters and the charset without their case, the values of other parameters
    /// with it, parameters in any order, and of a boundary only that there is one, for every sender makes one up.
    /// </summary>
    /// <param name="contentType">The field value.</param>
    /// <returns>A text that is the same for two types that are.</returns>
    public static string Canonical(string contentType)
    {
        List<string> parts = HeaderSyntax.Members(contentType, ';');
        if (parts.Count == 0)
        {
            return contentType;
        }

        bool isMultipart = IsMultipart(parts[0]);
        return string.Join(';', parts.Skip(1).Select(part => Parameter(part, isMultipart)).Order(StringComparer.Ordinal).Prepend(parts[0].ToLowerInvariant()));
    }

    private static string Parameter(string part, bool isMultipart) => HeaderSyntax.Parameter(part) switch
    {
        (var name, null) => name,
        ("boundary", { Length: > 0 }) when isMultipart => "boundary",

        // RFC 2046, section 4.1.2, RFC 3676 and, for multipart/related, RFC 2387: these say nothing by their case.
        ("charset" or "format" or "delsp" or "type", var value) parameter => $"{parameter.Name}={value!.ToLowerInvariant()}",
        var (name, value) => $"{name}={value}",
    };

    private static bool IsMultipart(string contentType) => Essence(contentType).StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Essence(ReadOnlySpan<char> contentType)
    {
        int end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }
}
