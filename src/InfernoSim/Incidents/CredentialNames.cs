using System.Buffers;
using System.Collections.Frozen;

namespace InfernoSim.Incidents;

/// <summary>Members of bodies that are named like the tokens that a client sends later, and how such names are compared.</summary>
internal static class CredentialNames
{
    /// <summary>In a plain spelling, the surest first: where a response has an access token and an id token, it is the former that is sent.</summary>
    public static readonly string[] Bearer = ["accesstoken", "token", "authtoken", "bearertoken", "bearer", "jwt", "sessiontoken", "idtoken"];

    /// <summary>Of tokens against forged requests.</summary>
    public static readonly string[] AntiForgery = ["csrftoken", "xsrftoken", "csrf", "xsrf", "requestverificationtoken", "antiforgerytoken", "csrfmiddlewaretoken", "authenticitytoken"];

    private static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet([.. Bearer, .. AntiForgery, "refreshtoken"], StringComparer.Ordinal);

    // What names have in them that may be those of tokens.
    private static readonly string[] Signs = ["token", "csrf", "xsrf", "jwt", "bearer", "session", "secret", "auth", "ticket", "key", "sid"];

    // In sets of eight, as far as a search for several is fast.
    private static readonly SearchValues<string>[] SignSets = [.. Signs.Chunk(8).Select(some => SearchValues.Create(some, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Whether a member may hold what is sent as a credential; whether it is, only an equal mark says.</summary>
    /// <param name="name">Its name, in any spelling, or a text with names in it.</param>
    public static bool MayHold(ReadOnlySpan<char> name)
    {
        foreach (SearchValues<string> signs in SignSets)
        {
            if (name.ContainsAny(signs))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A look that spares most names the rest: whether <see cref="MayHold"/> or <see cref="Contain"/> may be true of one.</summary>
    /// <param name="name">The name.</param>
    public static bool MayBeOne(ReadOnlySpan<char> name) => MayHold(name) || name.ContainsAny('_', '-');

    /// <summary>Whether a member holds a token.</summary>
    /// <param name="name">Its name, in any spelling.</param>
    public static bool Contain(string name) => All.Contains(Plain(name));

    /// <summary>Whether a place in a body is that of a token.</summary>
    /// <param name="place">A JSON Pointer, or another path whose last part is the name.</param>
    public static bool IsOfToken(string place) => Contain(place[(place.LastIndexOf('/') + 1)..]);

    /// <summary>A name in lower case, without hyphens, underscores and a leading <c>X-</c>.</summary>
    /// <param name="name">The name.</param>
    public static string Plain(string name)
    {
        string plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain.StartsWith('x') && name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) ? plain[1..] : plain;
    }
}
