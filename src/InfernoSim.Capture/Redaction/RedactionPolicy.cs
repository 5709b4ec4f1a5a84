using System.Collections.Frozen;

namespace InfernoSim.Capture;

/// <summary>
/// Which header values are replaced before an event is written, and by what. It covers headers; secrets in query strings
/// and bodies are recorded as they are, since a replay could not match a call whose target was changed.
/// </summary>
public static class RedactionPolicy
{
    /// <summary>What stands in place of a value.</summary>
    public const string Marker = "[REDACTED]";

    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "Authorization",
            "Cookie",
            "Set-Cookie",
            "X-Api-Key",
            "Api-Key",
            "ApiKey",
            "X-Auth-Token",
            "X-Access-Token",
            "X-Session-Token",
            "X-Amz-Security-Token",
            "X-Goog-Api-Key",
            "X-Goog-Iam-Authorization-Token",
            "Ocp-Apim-Subscription-Key",
            "X-Functions-Key",
            "X-Vault-Token",
            "X-Gitlab-Token",
            "Private-Token",
            "X-Csrf-Token",
            "X-Xsrf-Token",
            "X-CsrfToken",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The names of the headers whose values are replaced. <c>Proxy-Authorization</c> is not among them: it is for the
    /// proxy alone and never recorded.
    /// </summary>
    public static IReadOnlySet<string> SensitiveHeaders => Names;

    /// <summary>Whether the values of a header are replaced.</summary>
    /// <param name="name">The header name, in any case.</param>
    /// <returns>Whether it is one of <see cref="SensitiveHeaders"/>.</returns>
    public static bool IsSensitive(string name) => Names.Contains(name);

    /// <summary>Replaces what is secret in a header value and keeps what is not: schemes, cookie names, cookie attributes.</summary>
    /// <param name="name">The header name, one of <see cref="SensitiveHeaders"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value as it is recorded.</returns>
    public static string Redact(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            int scheme = value.IndexOf(' ', StringComparison.Ordinal);
            return scheme > 0 ? string.Concat(value.AsSpan(0, scheme + 1), Marker) : Marker;
        }

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            return string.Join("; ", value.Split(';', StringSplitOptions.TrimEntries).Select(RedactPair));
        }

        if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        {
            int attributes = value.IndexOf(';', StringComparison.Ordinal);
            return attributes < 0 ? RedactPair(value) : string.Concat(RedactPair(value[..attributes]), value.AsSpan(attributes));
        }

        return Marker;
    }

    private static string RedactPair(string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? Marker : string.Concat(pair.AsSpan(0, equals + 1), Marker);
    }
}
