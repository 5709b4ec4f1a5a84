namespace InfernoSim.Matching;

/// <summary>The questions that matching asks of a <c>Content-Type</c> (RFC 9110, section 8.3).</summary>
internal static class MediaType
{
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

    /// <summary>The boundary of a <c>multipart/*</c> type.</summary>
    /// <param name="contentType">The field value.</param>
    /// <returns>The boundary without quotes; empty when the type is another or names none.</returns>
    public static ReadOnlySpan<char> Boundary(ReadOnlySpan<char> contentType)
    {
        if (!Essence(contentType).StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        foreach (Range part in contentType.Split(';'))
        {
            ReadOnlySpan<char> parameter = contentType[part].Trim();
            if (parameter.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase))
            {
                return parameter["boundary=".Length..].Trim('"');
            }
        }

        return default;
    }

    private static ReadOnlySpan<char> Essence(ReadOnlySpan<char> contentType)
    {
        int end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }
}
