using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Privacy;

/// <summary>
/// What stands in place of secrets that a replay needs to tell apart: keyed, so that without the key nothing is learnt from them, and equal
/// for equal secrets, so that what was the same value in two places still is. Of a form that a service takes: an address stays an
/// address, a card's number a number that passes its check, and a password one that is strong enough. None of them is taken for a secret.
/// </summary>
/// <param name="key">The key: 16 bytes or more.</param>
internal sealed partial class SecretTokens(ReadOnlyMemory<byte> key)
{
    private const int Digits = 20;
    private const string Prefix = "tok_";

    // What a service asks of a new password: a small letter, a capital, a digit, and one that is neither.
    private const string PasswordPrefix = Prefix + "A1";
    private const string AddressHost = "tokens.invalid";

    // No issuer's: numbers of national standards bodies.
    private const char CardPrefix = '9';

    // Of a number: what an int holds, where it may have been one, and what a long holds.
    private const int FewestDigits = 9;
    private const int MostDigits = 18;

    private volatile bool _areUsed;

    /// <summary>Whether one stands in place of anything by now.</summary>
    public bool AreUsed => _areUsed;

    /// <summary>What stands in place of a secret.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="secret">The secret, as it stands in a text.</param>
    public string Of(SecretKind kind, string secret)
    {
        _areUsed = true;
        string plain = kind is SecretKind.Email or SecretKind.NamedValue && secret.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(secret) : secret;
        switch (kind)
        {
            case SecretKind.Email:
                string at = secret.Contains("%40", StringComparison.Ordinal) ? "%40" : "@";
                string address = $"{Prefix}{Hex(plain.ToLowerInvariant(), Digits)}{at}{AddressHost}";

                // As a service writes it that compares addresses without their case, and has to do with this one as well.
                return secret.Any(char.IsAsciiLetterLower) ? address : address.ToUpperInvariant();
            case SecretKind.CardNumber:
                return Card(secret);
            case SecretKind.Jwt when HiddenJwt.Of(secret, claims => SecretDetector.Replace(claims, Of), signature => Of(SecretKind.Credential, signature)) is { } readable:
                return readable;
            default:
                return PasswordPrefix + Hex(plain, Digits - 2);
        }
    }

    /// <summary>What stands in place of a number that a service reads as one: whole, no longer than it may be, and told from others.</summary>
    /// <param name="number">The number, as it is written.</param>
    public string OfNumber(string number)
    {
        _areUsed = true;
        bool isShort = double.TryParse(number, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) <= uint.MaxValue;
        int length = isShort ? FewestDigits : Math.Clamp(number.Length, FewestDigits, MostDigits);
        string body = CardPrefix + LastDigits(Hash(number), length - 2);
        return body + CardNumber.CheckDigitOf(body).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a text is one of these.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string text) => Token().IsMatch(text);

    /// <summary>Whether any is in a text, other than a number, which may be one by accident.</summary>
    /// <param name="text">The text.</param>
    public static bool AreIn(string text) => text.Contains(Prefix, StringComparison.OrdinalIgnoreCase) && AnyToken().IsMatch(text);

    /// <summary>A look that spares most texts the search: whether any may be in one.</summary>
    /// <param name="text">The text.</param>
    public static bool MayBeIn(ReadOnlySpan<char> text) => text.Contains(Prefix, StringComparison.OrdinalIgnoreCase) || AnyNumber().IsMatch(text);

    /// <summary>Those in a text, numbers among them; a number that is none may look like one.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<string> In(string text) => InPlain(text).Concat(HiddenJwt.ClaimsOf(text).SelectMany(InPlain));

    private static IEnumerable<string> InPlain(string text) => AnyToken().Matches(text).Select(match => match.Value)
        .Concat(AnyNumber().Matches(text).Select(match => match.Value).Where(IsNumber));

    /// <summary>The text with something else in place of each token in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replace">What is in place of a token.</param>
    public static string Replace(string text, Func<string, string> replace)
    {
        string replaced = text.Contains(Prefix, StringComparison.OrdinalIgnoreCase) ? AnyToken().Replace(text, match => replace(match.Value)) : text;
        return AnyNumber().Replace(replaced, match => IsNumber(match.Value) ? replace(match.Value) : match.Value);
    }

    private static bool IsNumber(string text)
    {
        string digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length is >= FewestDigits and <= 19 && CardNumber.CheckDigitOf(digits.AsSpan(0, digits.Length - 1)) == digits[^1] - '0';
    }

    private string Hex(string plain, int digits) => Convert.ToHexStringLower(Hash(plain))[..digits];

    private byte[] Hash(string plain) => HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(plain));

    private static string LastDigits(byte[] number, int count) =>
        ((ulong)(new BigInteger(number, isUnsigned: true) % BigInteger.Pow(10, count))).ToString($"D{count}", CultureInfo.InvariantCulture);

    // Separators stay where they are.
    private string Card(string secret)
    {
        string digits = string.Concat(secret.Where(char.IsAsciiDigit));
        string body = CardPrefix + LastDigits(Hash(digits), digits.Length - 2);
        string token = body + CardNumber.CheckDigitOf(body).ToString(CultureInfo.InvariantCulture);
        int next = 0;
        return string.Concat(secret.Select(character => char.IsAsciiDigit(character) ? token[next++] : character));
    }

    [GeneratedRegex(@"^(?:tok_(?:A1[0-9a-f]{18}|[0-9a-f]{20})(?:(?:@|%40).*)?|TOK_[0-9A-F]{20}(?:@|%40)TOKENS\.INVALID)$", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"tok_(?:A1[0-9a-f]{18}|[0-9a-f]{20}(?:@|%40|\u0040)tokens\.invalid)|TOK_[0-9A-F]{20}(?:@|%40|\u0040)TOKENS\.INVALID", RegexOptions.CultureInvariant)]
    private static partial Regex AnyToken();

    [GeneratedRegex(@"(?<![A-Za-z0-9._-])9[0-9]{3}(?:[0-9]{5,15}|[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|[ -][0-9]{6}[ -][0-9]{4,5})(?![A-Za-z0-9_-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AnyNumber();
}
