using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Incidents;

/// <summary>
/// The marks of one recording: equal secrets get equal marks, and nothing else can be learnt from one, since the key is random
/// and ends with the process. Thread-safe.
/// </summary>
/// <param name="key">The key; <see langword="null"/> for a random one.</param>
internal sealed class SecretMarks(byte[]? key = null)
{
    // 48 bits: two of ten thousand secrets share a mark once in five million recordings.
    private const int Digits = 12;
    private const int MostNames = 10_000;

    private readonly byte[] _key = key ?? NewKey();
    private readonly ConcurrentDictionary<string, byte> _credentialCookies = new(StringComparer.Ordinal);

#pragma warning disable RS0030 // Who could guess the key could try secrets against the marks of a recording.
    /// <summary>A random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);
#pragma warning restore RS0030

    /// <summary>The mark of a secret.</summary>
    /// <param name="secret">The secret.</param>
    public string Of(string secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret), hash);
        return Convert.ToHexStringLower(hash)[..Digits];
    }

    /// <summary>Remembers that a cookie is a credential, whatever its value looks like.</summary>
    /// <param name="name">Its name.</param>
    public void AddCredentialCookie(string name)
    {
        if (_credentialCookies.Count < MostNames)
        {
            _credentialCookies.TryAdd(name, 0);
        }
    }

    /// <summary>Whether a cookie was said to be a credential.</summary>
    /// <param name="name">Its name.</param>
    public bool IsCredentialCookie(string name) => _credentialCookies.ContainsKey(name);
}
