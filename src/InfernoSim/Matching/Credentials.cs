using System.Collections.Frozen;

namespace InfernoSim.Matching;

/// <summary>The credentials of a dependency call, taken apart.</summary>
internal static class Credentials
{
    // What a program writes where it has no value.
    private static readonly FrozenSet<string> NoValues = FrozenSet.ToFrozenSet(
        ["null", "undefined", "none", "nil", "nan", "(null)", "[object object]", "\"\"", "''", "true", "false"], StringComparer.OrdinalIgnoreCase);

    // The transport makes these, in a dialogue of its own with the dependency.
    private static readonly FrozenSet<string> OfTransport = FrozenSet.ToFrozenSet(["Digest", "Negotiate", "NTLM", "Kerberos"], StringComparer.OrdinalIgnoreCase);

    // The secret is all there is behind these; others have parameters, which a signature is among.
    private static readonly FrozenSet<string> OfOneSecret = FrozenSet.ToFrozenSet(
        ["Basic", "Bearer", "Token", "JWT", "DPoP", "ApiKey", "Api-Key", "Key", "PreEmptive", "GenieKey", "SSWS", "Bot"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The scheme of an <c>Authorization</c>, or of any header that is written like one, and the secret.</summary>
    /// <param name="header">A header of <see cref="CallHeaderKind.Credential"/>.</param>
    /// <returns>The scheme may be empty.</returns>
    public static (string Scheme, string Secret) Split(CallHeader header)
    {
        string value = header.Value.Trim();
        int space = value.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0)
        {
            return (value[..space], value[(space + 1)..].Trim());
        }

        bool isBareScheme = header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && OfOneSecret.Contains(value);
        return isBareScheme ? (value, "") : ("", value);
    }

    /// <summary>Whether there is a secret at all.</summary>
    /// <param name="secret">What stands behind the scheme.</param>
    public static bool IsGiven(string secret) => secret.Length > 0 && !NoValues.Contains(secret);

    /// <summary>Whether the transport makes credentials of a scheme on its own.</summary>
    /// <param name="scheme">The scheme.</param>
    public static bool AreOfTransport(string scheme) => OfTransport.Contains(scheme);

    /// <summary>Whether parameters stand behind a scheme, among them what is computed for each request.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secret">What stands behind it.</param>
    public static bool AreComputed(string scheme, string secret) => scheme.Length > 0 && !OfOneSecret.Contains(scheme) && secret.Contains('=', StringComparison.Ordinal);

    /// <summary>A credential as a report may show it, where the recording keeps it secret.</summary>
    /// <param name="header">The header.</param>
    public static string Masked(CallHeader header)
    {
        (string scheme, string secret) = Split(header);
        string masked = IsGiven(secret) ? $"({secret.Length} characters)" : secret.Length == 0 ? "(empty)" : secret;
        return scheme.Length == 0 ? masked : $"{scheme} {masked}";
    }
}
