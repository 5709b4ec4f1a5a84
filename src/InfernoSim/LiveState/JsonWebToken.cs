using System.Buffers.Text;
using System.Text.Json;

namespace InfernoSim.LiveState;

/// <summary>A JSON Web Token in compact form, as far as it can be read without its key (RFC 7519).</summary>
internal static class JsonWebToken
{
    // {" in base64url, which every header begins with.
    private const string Beginning = "ey";

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
        if (claims is not { RootElement.ValueKind: JsonValueKind.Object }
            || !claims.RootElement.TryGetProperty("exp", out JsonElement expiry)
            || expiry.ValueKind != JsonValueKind.Number
            || !expiry.TryGetDouble(out double seconds)
            || seconds is < 0 or > 253_402_300_799)
        {
            return null;
        }

        return DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds));
    }

    private static JsonDocument? Part(string value, int index)
    {
        string part = value.Split('.')[index];
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        try
        {
            return Base64Url.TryDecodeFromChars(part, bytes, out int length) ? JsonDocument.Parse(bytes.AsMemory(0, length)) : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return null;
        }
    }
}
