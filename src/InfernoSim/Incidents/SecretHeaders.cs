using System.Collections.Frozen;

namespace InfernoSim.Incidents;

/// <summary>The headers that hold secrets, and what of their values is recorded in place of them.</summary>
internal static class SecretHeaders
{
    public static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
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

    /// <summary>Replaces what is secret in a header value and keeps what is not: schemes, cookie names, cookie attributes.</summary>
    /// <param name="name">The header name, one of <see cref="Names"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value as it is recorded.</returns>
    public static string Redact(string name, string value)
    {
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            int scheme = value.IndexOf(' ', StringComparison.Ordinal);
            return scheme > 0 ? string.Concat(value.AsSpan(0, scheme + 1), Redaction.Marker) : Redaction.Marker;
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

        return Redaction.Marker;
    }

    private static string RedactPair(string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? Redaction.Marker : string.Concat(pair.AsSpan(0, equals + 1), Redaction.Marker);
    }
}
