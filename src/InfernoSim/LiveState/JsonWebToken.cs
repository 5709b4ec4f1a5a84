using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Privacy;

namespace InfernoSim.LiveState;

/// <summary>A JSON Web Token in compact form, as far as it can be read without its key (RFC 7519).</summary>
internal static class JsonWebToken
{
    // {" in base64url, which every header begins with.
    private const string Beginning = "ey";

    // Issuers round to whole seconds, each time by itself.
    private const double Rounding = 2;

    private static readonly string[] Times = ["iat", "nbf", "exp"];

    // What names the one token or the one login, and hashes of what is fresh.
    private static readonly FrozenSet<string> Fresh = FrozenSet.ToFrozenSet(["jti", "nonce", "sid", "auth_time", "at_hash", "c_hash"], StringComparer.Ordinal);

    /// <summary>Whether a value is one: three parts, of which the first is a JSON object in base64url that names an algorithm.</summary>
    /// <param name="value">The value.</param>
    public static bool IsOne(string value)
    {
        if (!value.StartsWith(Beginning, StringComparison.Ordinal) || value.Count(c => c == '.') != 2)
        {
            return false;
        }

        using JsonDocument? header = Part(value, 0);
        return header is { RootElement.ValueKind: JsonValueKind.Object } && header.RootElement.TryGetProperty("alg", out _);
    }

    /// <summary>When a token expires (its <c>exp</c>).</summary>
    /// <param name="value">A token.</param>
    /// <returns><see langword="null"/> when it does not say, or cannot be read.</returns>
    public static DateTimeOffset? ExpiryOf(string value)
    {
        using JsonDocument? claims = IsOne(value) ? Part(value, 1) : null;
        return claims is { RootElement.ValueKind: JsonValueKind.Object } && Seconds(claims.RootElement, "exp") is { } seconds and >= 0 and <= 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds))
            : null;
    }

    /// <summary>Whether a token has a claim, such as <c>jti</c>, that no two tokens share.</summary>
    /// <param name="value">A token.</param>
    public static bool IsUnique(string value)
    {
        using JsonDocument? claims = IsOne(value) ? Part(value, 1) : null;
        return claims is { RootElement.ValueKind: JsonValueKind.Object } && (claims.RootElement.TryGetProperty("jti", out _) || claims.RootElement.TryGetProperty("nonce", out _));
    }

    /// <summary>
    /// Whether two tokens say the same: the same algorithm and the same claims by name, of which <c>iat</c>, <c>nbf</c> and
    /// <c>exp</c> keep their distances, and those that name the one token are there but differ.
    /// </summary>
    /// <param name="recorded">The recorded token.</param>
    /// <param name="live">The one that came.</param>
    /// <param name="toRecorded">The recorded text for a text that came; <see langword="null"/> when texts are what they are.</param>
    public static bool SayTheSame(string recorded, string live, Func<string, string>? toRecorded = null)
    {
        if (!IsOne(recorded) || !IsOne(live))
        {
            return false;
        }

        using JsonDocument? header = Part(recorded, 0);
        using JsonDocument? liveHeader = Part(live, 0);
        using JsonDocument? claims = Part(recorded, 1);
        using JsonDocument? liveClaims = Part(live, 1);
        if (claims is not { RootElement.ValueKind: JsonValueKind.Object } || liveClaims is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            return claims is null && liveClaims is null;
        }

        return AreEqual(header!.RootElement.GetProperty("alg"), liveHeader!.RootElement.GetProperty("alg"))
            && HaveSameNames(claims.RootElement, liveClaims.RootElement)
            && KeepDistances(claims.RootElement, liveClaims.RootElement)
            && claims.RootElement.EnumerateObject().All(claim => IsSame(claim, liveClaims.RootElement.GetProperty(claim.Name), toRecorded));
    }

    /// <summary>What a token says, whenever it is issued: its algorithm and its claims without those that name the one token, and how long it lives.</summary>
    /// <param name="value">A text.</param>
    /// <returns><see langword="null"/> when it is no token that can be read.</returns>
    public static string? SaysOf(string value)
    {
        using JsonDocument? header = IsOne(value) ? Part(value, 0) : null;
        using JsonDocument? claims = header is null ? null : Part(value, 1);
        if (claims is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        IEnumerable<string> said = claims.RootElement.EnumerateObject()
            .OrderBy(claim => claim.Name, StringComparer.Ordinal)
            .Select(claim => Fresh.Contains(claim.Name) || Times.Contains(claim.Name) ? claim.Name : $"{claim.Name}={claim.Value.GetRawText()}");
        double? issued = Seconds(claims.RootElement, "iat") ?? Seconds(claims.RootElement, "nbf");
        string life = Seconds(claims.RootElement, "exp") is { } end && issued is { } begin ? FormattableString.Invariant($", for {Math.Round((end - begin) / (2 * Rounding)) * 2 * Rounding} s") : "";
        return $"(a JWT: {header!.RootElement.GetProperty("alg").GetRawText()}; {string.Join(", ", said)}{life})";
    }

    /// <summary>The claims of a token that are texts and say what it is about.</summary>
    /// <param name="value">A text.</param>
    /// <returns>None when it is no token that can be read.</returns>
    public static IReadOnlyList<(string Name, string Value)> ClaimsOf(string value)
    {
        using JsonDocument? claims = IsOne(value) ? Part(value, 1) : null;
        return claims is not { RootElement.ValueKind: JsonValueKind.Object }
            ? []
            : [.. claims.RootElement.EnumerateObject().Where(claim => claim.Value.ValueKind == JsonValueKind.String && !Fresh.Contains(claim.Name)).Select(claim => (claim.Name, claim.Value.GetString()!))];
    }

    /// <summary>How long a token lives that names only its end.</summary>
    /// <param name="value">The token.</param>
    /// <param name="issued">When it was issued.</param>
    /// <returns><see langword="null"/> when it says when it was issued, or has no end.</returns>
    public static TimeSpan? LifeOf(string value, DateTimeOffset issued)
    {
        using JsonDocument? claims = IsOne(value) ? Part(value, 1) : null;
        return claims is not { RootElement.ValueKind: JsonValueKind.Object } || Seconds(claims.RootElement, "iat") is not null || Seconds(claims.RootElement, "nbf") is not null
            ? null
            : ExpiryOf(value) - issued;
    }

    private static bool HaveSameNames(JsonElement recorded, JsonElement live) =>
        recorded.EnumerateObject().Select(claim => claim.Name).ToHashSet().SetEquals(live.EnumerateObject().Select(claim => claim.Name));

    private static bool KeepDistances(JsonElement recorded, JsonElement live)
    {
        double?[] moved = [.. Times.Select(name => Seconds(live, name) - Seconds(recorded, name)).Where(distance => distance is not null)];
        return moved.Length < 2 || moved.Max() - moved.Min() <= Rounding;
    }

    private static bool IsSame(JsonProperty recorded, JsonElement live, Func<string, string>? toRecorded)
    {
        // Of what was hidden, only that it is there is known.
        if (recorded.Value.ValueKind == JsonValueKind.String && SecretTokens.Is(recorded.Value.GetString()!))
        {
            return live.ValueKind == JsonValueKind.String && (live.GetString() == recorded.Value.GetString() || !SecretTokens.Is(live.GetString()!));
        }

        if (Fresh.Contains(recorded.Name) || (Times.Contains(recorded.Name) && recorded.Value.ValueKind == JsonValueKind.Number))
        {
            return recorded.Value.ValueKind == live.ValueKind;
        }

        return AreEqual(recorded.Value, live)
            || (toRecorded is not null && recorded.Value.ValueKind == live.ValueKind && toRecorded(live.GetRawText()) == recorded.Value.GetRawText());
    }

    // Numbers whose exponent is too long for 32 bits are not compared by their value.
    private static bool AreEqual(JsonElement one, JsonElement other)
    {
        try
        {
            return JsonElement.DeepEquals(one, other);
        }
        catch (ArgumentOutOfRangeException)
        {
            return one.GetRawText() == other.GetRawText();
        }
    }

    private static double? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement time) && time.ValueKind == JsonValueKind.Number && time.TryGetDouble(out double seconds) ? seconds : null;

    private static JsonDocument? Part(string value, int index)
    {
        string part = value.Split('.')[index];
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        try
        {
            return Base64Url.TryDecodeFromChars(part, bytes, out int length) && JsonStrings.AreText(bytes.AsSpan(0, length)) ? JsonDocument.Parse(bytes.AsMemory(0, length)) : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return null;
        }
    }
}
