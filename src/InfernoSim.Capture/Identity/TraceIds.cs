using System.Security.Cryptography;

namespace InfernoSim.Capture.Identity;

/// <summary>Makes the ids of exchanges: random, since an id must not meet one of another capture of the same system.</summary>
internal static class TraceIds
{
    /// <summary>A fresh id.</summary>
    /// <returns>32 lower-case hex digits, not all zero.</returns>
    public static string New()
    {
        Span<byte> id = stackalloc byte[16];
        do
        {
            RandomNumberGenerator.Fill(id);
        }
        while (!id.ContainsAnyExcept((byte)0));

        return Convert.ToHexStringLower(id);
    }
}
