using System.Security.Cryptography;

namespace InfernoSim.Incidents;

/// <summary>
/// Makes the ids of exchanges and events: random, since an id must not meet one of another capture of the same system.
/// Randomness is fetched for many ids at once, because each time is a system call that costs more than the rest of an id.
/// </summary>
internal static class RandomIds
{
    private const int IdBytes = 16;
    private const int Stock = 64 * IdBytes;

    /// <summary>How many digits an id has.</summary>
    public const int Length = 2 * IdBytes;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>A fresh id.</summary>
    /// <returns>32 lower-case hex digits, not all zero.</returns>
    public static string New() => Convert.ToHexStringLower(NextNotZero());

    /// <summary>A fresh id, as text in UTF-8.</summary>
    /// <param name="digits">Takes its <see cref="Length"/> digits.</param>
    public static void Write(Span<byte> digits) => Convert.TryToHexStringLower(NextNotZero(), digits, out _);

    private static ReadOnlySpan<byte> NextNotZero()
    {
        ReadOnlySpan<byte> id;
        do
        {
            id = Next();
        }
        while (!id.ContainsAnyExcept((byte)0));

        return id;
    }

#pragma warning disable RS0030 // An id must differ from those of every other recording, and nobody may guess it.
    private static ReadOnlySpan<byte> Next()
    {
        _random ??= NewStock();
        if (_used == Stock)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        _used += IdBytes;
        return _random.AsSpan(_used - IdBytes, IdBytes);
    }

    private static byte[] NewStock()
    {
        _used = 0;
        return RandomNumberGenerator.GetBytes(Stock);
    }
#pragma warning restore RS0030
}
