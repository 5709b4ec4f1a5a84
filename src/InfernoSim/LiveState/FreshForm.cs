using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoSim.LiveState;

/// <summary>What a value looks like that is new in each request: a time, or an id of a <see cref="ValueShape"/>.</summary>
internal static partial class FreshForm
{
    private const int VersionOfUuid = 14;
    private const double FirstSecond = 946_684_800;
    private const double LastSecond = 4_102_444_800;

    /// <summary>Whether a value has such a form.</summary>
    /// <param name="value">A whole token.</param>
    public static bool Has(string value) => IsTime(value) || ShapedValue.Of(value).MayChain;

    /// <summary>Whether a value that came has the form of a recorded one.</summary>
    /// <param name="recorded">The recorded one.</param>
    /// <param name="came">The one that came.</param>
    public static bool AreAlike(string recorded, string came)
    {
        if (IsTime(recorded))
        {
            return IsTime(came) && KindOfTime(recorded) == KindOfTime(came);
        }

        ShapedValue shape = ShapedValue.Of(recorded);
        return shape.MayChain && shape.IsSameKind(came) && (shape.Shape != ValueShape.Uuid || IsSameVersion(shape, ShapedValue.Of(came)));
    }

    /// <summary>Whether a value is a time: ISO 8601 with a time of day, the date of HTTP, or a number since 1970, of the years 2000 to 2099.</summary>
    /// <param name="value">The value.</param>
    public static bool IsTime(string value) => KindOfTime(value) != 0;

    /// <summary>Whether a value is a random or a sequential id, which no two requests share.</summary>
    /// <param name="value">The value.</param>
    public static bool IsUnique(string value) =>
        ShapedValue.Of(value) is { Shape: ValueShape.Ulid } || (ShapedValue.Of(value) is { Shape: ValueShape.Uuid } uuid && uuid.Rest[VersionOfUuid] is '1' or '4' or '6' or '7');

    // The nil UUID and others without variety have no shape.
    private static bool IsSameVersion(ShapedValue recorded, ShapedValue came) =>
        came.Shape == ValueShape.Uuid && recorded.Rest[VersionOfUuid] == came.Rest[VersionOfUuid];

    // 0 is none; the numbers since 1970 are told apart by their unit.
    private static int KindOfTime(string value)
    {
        if (value.Length is < 9 or > 40 || !char.IsAsciiLetterOrDigit(value[0]))
        {
            return 0;
        }

        if (char.IsAsciiDigit(value[0]))
        {
            return IsoTime().IsMatch(value) && IsIn21stCentury(value) ? 1 : CompactTime().IsMatch(value) && value[..2] == "20" ? 2 : UnitSince1970(value);
        }

        return DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) && date.Year is >= 2000 and < 2100 ? 3 : 0;
    }

    private static bool IsIn21stCentury(string value) => value.StartsWith("20", StringComparison.Ordinal);

    private static int UnitSince1970(string value)
    {
        if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return 0;
        }

        int digits = value.AsSpan().IndexOf('.') is var point && point < 0 ? value.Length : point;
        double divisor = digits switch { 9 or 10 => 1, 13 => 1e3, 16 => 1e6, 19 => 1e9, _ => 0 };
        return divisor > 0 && number / divisor is >= FirstSecond and < LastSecond ? 10 + digits : 0;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^\d{8}T\d{6}Z?$", RegexOptions.CultureInvariant)]
    private static partial Regex CompactTime();
}
