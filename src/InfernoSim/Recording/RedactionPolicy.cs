using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>
/// Which header values are replaced before an event is written, and by what. It covers headers; secrets in query strings
/// and bodies are recorded as they are, since a replay could not match a call whose target was changed.
/// </summary>
internal static class RedactionPolicy
{
    /// <summary>What stands in place of a value of which nothing is said; a recording writes marks that tell values apart, as <c>[REDACTED:7f3a09c1b2d4]</c>.</summary>
    public const string Marker = Redaction.Marker;

    /// <summary>
    /// The names of the headers whose values are replaced. <c>Proxy-Authorization</c> is not among them: it is for the
    /// proxy alone and never recorded.
    /// </summary>
    public static IReadOnlySet<string> SensitiveHeaders => SecretHeaders.Names;

    /// <summary>Whether the values of a header are replaced.</summary>
    /// <param name="name">The header name, in any case.</param>
    /// <returns>Whether it is one of <see cref="SensitiveHeaders"/>.</returns>
    public static bool IsSensitive(string name) => SecretHeaders.Names.Contains(name);

    /// <summary>Replaces what is secret in a header value and keeps what is not: schemes, cookie names, cookie attributes.</summary>
    /// <param name="name">The header name, one of <see cref="SensitiveHeaders"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value as it is recorded.</returns>
    public static string Redact(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return SecretHeaders.Redact(name, value);
    }
}
