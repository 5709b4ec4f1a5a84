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

    /// <summary>
    /// Replaces what is secret in a header value and keeps what is not: schemes, cookie names, cookie attributes, and cookies
    /// that <see cref="CookiePolicy"/> calls no credentials.
    /// </summary>
    /// <param name="name">The header name, one of <see cref="Names"/>.</param>
    /// <param name="value">The value.</param>
    /// <param name="marks">The marks of the recording; without them nothing is said of what was replaced.</param>
    /// <returns>The value as it is recorded.</returns>
    public static string Redact(string name, string value, SecretMarks? marks = null)
    {
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            int scheme = value.IndexOf(' ', StringComparison.Ordinal);
            return scheme > 0 ? string.Concat(value.AsSpan(0, scheme + 1), MarkerOf(value[(scheme + 1)..].Trim(), marks)) : MarkerOf(value, marks);
        }

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            return string.Join("; ", value.Split(';', StringSplitOptions.TrimEntries).Select(pair => RedactPair(pair, isHidden: false, marks)));
        }

        if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        {
            int attributes = value.IndexOf(';', StringComparison.Ordinal);
            bool isHidden = attributes >= 0 && value[attributes..].Split(';', StringSplitOptions.TrimEntries).Contains("HttpOnly", StringComparer.OrdinalIgnoreCase);
            return attributes < 0 ? RedactPair(value, isHidden, marks) : string.Concat(RedactPair(value[..attributes], isHidden, marks), value.AsSpan(attributes));
        }

        return MarkerOf(value, marks);
    }

    private static string MarkerOf(string secret, SecretMarks? marks) => marks is null ? Redaction.Marker : Redaction.Of(marks.Of(secret));

    private static string RedactPair(string pair, bool isHidden, SecretMarks? marks)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return MarkerOf(pair, marks);
        }

        (string name, string value) = (pair[..equals].Trim(), pair[(equals + 1)..].Trim());
        if (isHidden)
        {
            marks?.AddCredentialCookie(name);
        }

        bool isCredential = isHidden || marks?.IsCredentialCookie(name) == true || CookiePolicy.IsCredential(name, value);
        return isCredential && value.Length > 0 ? string.Concat(pair.AsSpan(0, equals + 1), MarkerOf(value, marks)) : pair;
    }
}
