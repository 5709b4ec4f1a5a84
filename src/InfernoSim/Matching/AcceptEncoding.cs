using System.Globalization;

namespace InfernoSim.Matching;

/// <summary>What a client said of the codings that it can read (RFC 9110, section 12.5.3).</summary>
internal static class AcceptEncoding
{
    /// <summary>
    /// Whether a client asked for content in a coding. One that said nothing asked for none: the RFC lets a server choose then,
    /// but a client that reads codings says so.
    /// </summary>
    /// <param name="accepted">The values of <c>Accept-Encoding</c>.</param>
    /// <param name="encoding">The <c>Content-Encoding</c> of the response; <see langword="null"/> for none.</param>
    /// <returns><see langword="true"/> when it did.</returns>
    public static bool Allows(IReadOnlyList<string> accepted, string? encoding)
    {
        var weights = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string member in HeaderSyntax.Members(string.Join(',', accepted), ','))
        {
            if (HeaderSyntax.Members(member, ';') is [var coding, .. var parameters])
            {
                weights[NameOf(coding)] = parameters.TrueForAll(IsNotZero);
            }
        }

        List<string> codings = HeaderSyntax.Members(encoding ?? "", ',');
        return codings.Count == 0 ? IsAllowed(weights, "identity") : codings.TrueForAll(coding => IsAllowed(weights, NameOf(coding)));
    }

    private static bool IsAllowed(Dictionary<string, bool> weights, string name) =>
        weights.TryGetValue(name, out bool allowed) || weights.TryGetValue("*", out allowed) ? allowed : name == "identity";

    private static bool IsNotZero(string parameter) =>
        HeaderSyntax.Parameter(parameter) is not ("q", var weight)
        || !double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double quality)
        || quality > 0;

    private static string NameOf(string coding) => coding.ToLowerInvariant() is var name && name == "x-gzip" ? "gzip" : name;
}
