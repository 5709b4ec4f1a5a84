using System.Buffers;
using System.Globalization;
using InfernoSim.Privacy;

namespace InfernoSim.LiveState;

/// <summary>
/// A value by its shape: a word in front (<c>ord_</c>), which stays, and what follows it. This is the rule of what may chain;
/// <c>docs/live-state.md</c> states it.
/// </summary>
/// <param name="Prefix">The word with its separator, or empty.</param>
/// <param name="Shape">The shape of what follows.</param>
/// <param name="Rest">What follows.</param>
internal readonly record struct ShapedValue(string Prefix, ValueShape Shape, string Rest)
{
    /// <summary>A value shorter than this never chains.</summary>
    public const int ShortestDigits = 8;

    /// <summary>Hexadecimal and opaque values shorter than this never chain.</summary>
    public const int ShortestToken = 16;

    /// <summary>A number of more digits is no amount, no time in microseconds, and none that a person reads out.</summary>
    public const int LongestAmount = 16;

    private const int ShortestOfOneCase = 20;
    private const int LongestDigits = 19;
    private const int LongestWord = 16;
    private const int ShortestRun = 10;

    // A value beyond this is content, not a token.
    private const int LongestToken = 8192;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private static readonly SearchValues<char> CrockfordBase32 =
        SearchValues.Create("0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz");

    /// <summary>Whether the value may chain.</summary>
    public bool MayChain => Shape != ValueShape.None;

    /// <summary>Finds the shape of a value.</summary>
    /// <param name="value">A whole token.</param>
    /// <returns>The shape; <see cref="ValueShape.None"/> for what must never chain.</returns>
    public static ShapedValue Of(string value)
    {
        if (value.Length is < ShortestDigits or > LongestToken || value.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            return new ShapedValue("", ValueShape.None, value);
        }

        if (SecretTokens.Is(value))
        {
            return new ShapedValue("", ValueShape.Hidden, value);
        }

        ValueShape plain = WithoutPrefix(value);
        int word = WordLength(value);
        if (plain is ValueShape.None or ValueShape.Opaque && word > 0 && WithoutPrefix(value[word..]) is var rest and not (ValueShape.None or ValueShape.Opaque or ValueShape.Jwt))
        {
            return new ShapedValue(value[..word], rest, value[word..]);
        }

        return new ShapedValue("", plain, value);
    }

    /// <summary>The shape of a value that its name calls a token: it need not look like one.</summary>
    /// <param name="value">A whole value.</param>
    public static ShapedValue OfToken(string value) =>
        Of(value) is { MayChain: true } shaped ? shaped
        : value.Length is < ShortestToken or > LongestToken || value.AsSpan().ContainsAnyExcept(TokenCharacters) || !IsVaried(value, 8) ? new ShapedValue("", ValueShape.None, value)
        : new ShapedValue("", ValueShape.Opaque, value);

    /// <summary>Whether a value that came is of the kind of this recorded one.</summary>
    /// <param name="live">The value that came.</param>
    /// <param name="digits">The fewest and the most digits that the recording shows there; as many as this value has when not given.</param>
    /// <param name="toRecorded">The recorded text for a text of a token that came.</param>
    public bool IsSameKind(string live, (int Least, int Most)? digits = null, Func<string, string>? toRecorded = null)
    {
        if (!live.StartsWith(Prefix, StringComparison.Ordinal) || live.Length > LongestToken)
        {
            return false;
        }

        string rest = live[Prefix.Length..];
        return Shape switch
        {
            ValueShape.Hidden => rest.Length > 0 && !SecretTokens.Is(rest) && !rest.AsSpan().ContainsAnyExcept(TokenCharacters),
            ValueShape.Uuid => ValueForms.IsUuid(rest),
            ValueShape.Ulid => IsUlid(rest, leastChanges: 0),
            ValueShape.Jwt => JsonWebToken.SayTheSame(Rest, rest, toRecorded),
            ValueShape.Digits => rest.Length is > 0 and <= LongestDigits
                && IsDigits(rest)
                && DigitForms.KeepLength(Rest, rest, digits?.Least ?? Rest.Length, digits?.Most ?? Rest.Length)
                && !DigitForms.IsRoundingOf(Rest, rest),
            ValueShape.Hex => rest.Length == Rest.Length && IsHex(rest) && IsVaried(rest, 3) && !(HasUpper(Rest) ? HasLower(rest) : HasUpper(rest)),
            _ => rest.Length >= Rest.Length / 2 && rest.Length <= Rest.Length * 2 && IsVaried(rest, 3) && !rest.AsSpan().ContainsAnyExcept(TokenCharacters),
        };
    }

    private static ValueShape WithoutPrefix(string value) => value switch
    {
        _ when Guid.TryParseExact(value, "D", out _) => IsVaried(value, 5) ? ValueShape.Uuid : ValueShape.None,
        _ when IsDigits(value) => IsUncommonNumber(value) ? ValueShape.Digits : ValueShape.None,
        _ when JsonWebToken.IsOne(value) => ValueShape.Jwt,
        _ when StartsWithDate(value) => ValueShape.None,
        _ when IsUlid(value, leastChanges: 2) => ValueShape.Ulid,
        { Length: < ShortestToken } => ValueShape.None,
        _ when IsHex(value) => IsVaried(value, 5) && !(HasUpper(value) && HasLower(value)) && Changes(value) >= 2 ? ValueShape.Hex : OpaqueOrNone(value),
        _ => OpaqueOrNone(value),
    };

    // Words, names and versions have no long run of letters and digits in disorder.
    private static ValueShape OpaqueOrNone(string value)
    {
        bool isMixed = value.Any(char.IsAsciiDigit) ? value.Any(char.IsAsciiLetter) && 3 * Disorder(value) >= value.Length : IsMixedCase(value);
        bool isLong = value.Length >= (HasUpper(value) && HasLower(value) ? ShortestToken : ShortestOfOneCase);
        return isMixed && isLong && (LongestRun(value) >= ShortestRun || IsDisorder(value)) && IsVaried(value, 8) ? ValueShape.Opaque : ValueShape.None;
    }

    // In a token of an alphabet with separators, as base64 and Nano ID have, they may stand anywhere.
    private static bool IsDisorder(string value) =>
        value.Length >= ShortestOfOneCase && HasUpper(value) && HasLower(value) && value.Any(char.IsAsciiDigit) && 2 * Disorder(value) >= value.Length;

    // One token in a hundred has no digit. Capitals follow small letters in names, and capitals in words of capitals; seldom both.
    private static bool IsMixedCase(string value)
    {
        int capitals = Enumerable.Range(1, value.Length - 1).Count(i => char.IsAsciiLetterUpper(value[i]) && char.IsAsciiLetterUpper(value[i - 1]));
        int starts = Enumerable.Range(1, value.Length - 1).Count(i => char.IsAsciiLetterUpper(value[i]) && char.IsAsciiLetterLower(value[i - 1]));
        return 8 * Math.Min(capitals, starts) >= value.Length;
    }

    private static bool IsUncommonNumber(string digits) =>
        digits.Length is >= ShortestDigits and <= LongestDigits
        && IsVaried(digits, 4)
        && !digits.EndsWith(digits.Length > LongestAmount ? "000000" : "000", StringComparison.Ordinal)
        && !IsSequence(digits)
        && !IsTime(digits)
        && !StartsWithCompactDate(digits);

    // Seconds or milliseconds since 1970, of the years 2000 to 2099.
    private static bool IsTime(string digits)
    {
        long number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : 0;
        long seconds = digits.Length is 12 or 13 ? number / 1000 : digits.Length is 9 or 10 ? number : 0;
        return seconds is >= 946_684_800 and < 4_102_444_800;
    }

    private static bool IsSequence(string digits) =>
        Enumerable.Range(1, digits.Length - 1).All(i => digits[i] - digits[i - 1] == 1)
        || Enumerable.Range(1, digits.Length - 1).All(i => digits[i] - digits[i - 1] == -1);

    private static bool StartsWithCompactDate(string digits) =>
        digits.Length is 8 or 12 or 14 or 17
        && (digits[..2] is "19" or "20")
        && DateOnly.TryParseExact(digits.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool StartsWithDate(string value) =>
        value.Length >= 10 && DateOnly.TryParseExact(value.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // One in three thousand has next to no change, which where another ULID was is one all the same.
    private static bool IsUlid(string value, int leastChanges) =>
        value.Length == 26 && value[0] is >= '0' and <= '7' && !value.AsSpan().ContainsAnyExcept(CrockfordBase32) && !(HasUpper(value) && HasLower(value)) && Changes(value) >= leastChanges;

    private static bool IsDigits(string value) => !value.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsHex(string value) => value.All(char.IsAsciiHexDigit);

    private static bool HasUpper(string value) => value.Any(char.IsAsciiLetterUpper);

    private static bool HasLower(string value) => value.Any(char.IsAsciiLetterLower);

    private static bool IsVaried(string value, int least) => value.Where(char.IsAsciiLetterOrDigit).Distinct().Count() >= least;

    // The length of a word of letters with the separator that ends it, or 0.
    private static int WordLength(string value)
    {
        int letters = value.TakeWhile(char.IsAsciiLetter).Count();
        return letters is > 0 and <= LongestWord && letters + 1 < value.Length && value[letters] is '_' or '-' or '.' ? letters + 1 : 0;
    }

    // From letter to digit and from digit to letter.
    private static int Changes(string value) => Enumerable.Range(1, value.Length - 1).Count(i =>
        char.IsAsciiLetterOrDigit(value[i - 1]) && char.IsAsciiLetterOrDigit(value[i]) && char.IsAsciiDigit(value[i - 1]) != char.IsAsciiDigit(value[i]));

    // Two for each change between letter and digit, one for each capital that a letter precedes: words have few of either.
    private static int Disorder(string value) => Enumerable.Range(1, value.Length - 1).Sum(i => (value[i - 1], value[i]) switch
    {
        var (a, b) when !char.IsAsciiLetterOrDigit(a) || !char.IsAsciiLetterOrDigit(b) => 0,
        var (a, b) when char.IsAsciiDigit(a) != char.IsAsciiDigit(b) => 2,
        var (a, b) => char.IsAsciiLetter(a) && char.IsAsciiLetterUpper(b) ? 1 : 0,
    });

    private static int LongestRun(string value)
    {
        int longest = 0;
        int run = 0;
        foreach (char c in value)
        {
            run = char.IsAsciiLetterOrDigit(c) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
