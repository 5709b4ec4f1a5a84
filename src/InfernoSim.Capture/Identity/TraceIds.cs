using System.Security.Cryptography;

namespace InfernoSim.Capture.Identity;

/// <summary>
/// Makes the ids of exchanges and events: random, since an id must not meet one of another capture of the same system.
/// Randomness is fetched for many ids at once, because each time is a system call that costs more than the rest of an id.
/// </summary>
internal static class TraceIds
{
    private const int IdBytes = 16;
    private const int Stock = 64 * IdBytes;

    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    /// <summary>A fresh id.</summary>
    /// <returns>32 lower-case hex digits, not all zero.</returns>
    public static string New()
    {
        ReadOnlySpan<byte> id;
        do
        {
            id = Next();
        }
        while (!id.ContainsAnyExcept((byte)0));

        return Convert.ToHexStringLower(id);
    }

    private static ReadOnlySpan<byte> Next()
    {
        s_random ??= NewStock();
        if (s_used == Stock)
        {
            RandomNumberGenerator.Fill(s_random);
            s_used = 0;
        }

        s_used += IdBytes;
        return s_random.AsSpan(s_used - IdBytes, IdBytes);
    }

    private static byte[] NewStock()
    {
        s_used = 0;
        return RandomNumberGenerator.GetBytes(Stock);
    }
}
