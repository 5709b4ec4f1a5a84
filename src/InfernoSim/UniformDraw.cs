using System.IO.Hashing;

namespace InfernoSim;

/// <summary>A draw by chance that is a function of what is given alone: the same on every platform and in every process, as HashCode and Random are not.</summary>
internal static class UniformDraw
{
    /// <summary>Draws.</summary>
    /// <param name="input">The seed, and what is drawn for, with explicit endianness.</param>
    /// <returns>A number from 0, and below 1.</returns>
    /// <remarks>The 53 bits that a double holds, of an XXH3 hash.</remarks>
    public static double Of(ReadOnlySpan<byte> input) => (XxHash3.HashToUInt64(input) >> 11) * (1.0 / (1UL << 53));
}
