using System.Globalization;
using System.Numerics;

namespace InfernoSim.LiveState;

/// <summary>Whether decimal digits that came can be a fresh number of the kind that was recorded.</summary>
internal static class DigitForms
{
    // A counter of a fresh database does not get further; what is longer and has lost digits is no counter.
    private const int LongestCounter = 6;

    // Fewer digits than this in common mean nothing.
    private const int LeastCommon = 4;

    // Up to here a double holds every whole number.
    private static readonly BigInteger Exact = BigInteger.Pow(2, 53);

    /// <summary>Whether the number of digits is one that the recording shows, or that of a counter that began again.</summary>
    /// <param name="recorded">The recorded digits.</param>
    /// <param name="live">The digits that came.</param>
    /// <param name="least">The fewest digits that the recording shows.</param>
    /// <param name="most">The most.</param>
    public static bool KeepLength(string recorded, string live, int least, int most)
    {
        if (live.Length >= least && live.Length <= most)
        {
            return true;
        }

        bool isCarry = live.Length == most + 1 && recorded[0] == '9' && live[0] == '1';
        bool isCounter = live.Length <= LongestCounter && live.Length + 1 < least && (live.Length < LeastCommon || !recorded.StartsWith(live, StringComparison.Ordinal));
        return isCarry || isCounter;
    }

    /// <summary>Whether digits that came are the recorded ones after a detour through a double.</summary>
    /// <param name="recorded">The recorded digits.</param>
    /// <param name="live">The digits that came.</param>
    public static bool IsRoundingOf(string recorded, string live) =>
        recorded != live && BigInteger.Parse(recorded, CultureInfo.InvariantCulture) > Exact && (live == Shortest(recorded) || live == Nearest(recorded));

    /// <summary>Whether digits look as if they had gone through a double: too many to be exact, and the shortest or the nearest there is.</summary>
    /// <param name="digits">The digits.</param>
    public static bool IsRounded(string digits) =>
        BigInteger.Parse(digits, CultureInfo.InvariantCulture) > Exact && (digits == Shortest(digits) || (digits == Nearest(digits) && !IsAligned(digits)));

    // As JavaScript writes it: the fewest digits that lead back to the double, and zeros.
    private static string Shortest(string digits) =>
        new BigInteger(decimal.Parse(double.Parse(digits, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static string Nearest(string digits) => new BigInteger(double.Parse(digits, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    // A snowflake ends in 12 bits of a sequence, which are 0 most of the time, so that it is a double's as it is.
    private static bool IsAligned(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 4096 == 0;
}
