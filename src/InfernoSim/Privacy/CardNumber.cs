namespace InfernoSim.Privacy;

/// <summary>Numbers of payment cards, told from other long numbers by issuer, length and check digit.</summary>
internal static class CardNumber
{
    /// <summary>How many digits the shortest number has.</summary>
    public const int FewestDigits = 13;

    /// <summary>Whether digits are the number of a card.</summary>
    /// <param name="digits">The digits alone.</param>
    public static bool Is(string digits) => IsIssued(digits) && CheckDigitOf(digits.AsSpan(0, digits.Length - 1)) == digits[^1] - '0';

    /// <summary>The digit that makes a number pass the check of Luhn (ISO/IEC 7812-1, annex B).</summary>
    /// <param name="digits">The digits before it.</param>
    public static int CheckDigitOf(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            int doubled = i % 2 == 0 ? 2 * digit : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return (10 - (sum % 10)) % 10;
    }

    // Visa, Mastercard, American Express, Discover, JCB, Diners Club.
    private static bool IsIssued(string digits) => digits.Length is >= FewestDigits and <= 19 && int.Parse(digits.AsSpan(0, 4)) is var first && digits.Length switch
    {
        13 => first / 1000 == 4,
        14 => first is (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3899),
        15 => first / 100 is 34 or 37,
        16 => first is (>= 4000 and <= 4999) or (>= 5100 and <= 5599) or (>= 2221 and <= 2720) or 6011 or (>= 6440 and <= 6599) or (>= 3528 and <= 3589),
        19 => first / 1000 == 4,
        _ => false,
    };
}
