using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Scrubbing;

/// <summary>The key of tokens and marks. It comes from the environment alone, and is written nowhere.</summary>
internal static class PrivacyKey
{
    /// <summary>The variable of the environment that holds it, 16 characters or more.</summary>
    public const string Variable = "INFERNOSIM_PRIVACY_KEY";

    private const int Shortest = 16;

    // 32 bits tell the keys of a team apart, and are no help to whoever tries keys: a token that is known is as good.
    private const int CheckDigits = 8;

    /// <summary>The key of the environment; a random one where there is none.</summary>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static byte[] OfEnvironment() => Of(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Tells the key of the environment from others; <see langword="null"/> where there is none.</summary>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static string? CheckOfEnvironment() => CheckOf(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Tells the key of a text from others; <see langword="null"/> for a random one.</summary>
    /// <param name="text">What the variable holds.</param>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static string? CheckOf(string? text) =>
        string.IsNullOrEmpty(text) ? null : Convert.ToHexStringLower(HMACSHA256.HashData(Of(text), "infernosim: which key"u8))[..CheckDigits];

    /// <summary>The key that a recording was made with.</summary>
    /// <param name="text">What the variable holds.</param>
    /// <param name="check">What the recording says of its key.</param>
    /// <returns><see langword="null"/> when it is another one, or not known.</returns>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static byte[]? Find(string? text, string? check) => check is not null && CheckOf(text) == check ? Of(text) : null;

    /// <summary>The key of a text.</summary>
    /// <param name="text">What the variable holds; <see langword="null"/> or empty for a random key.</param>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static byte[] Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return SecretMarks.NewKey();
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length >= Shortest
            ? bytes
            : throw new ReplayConfigurationException($"The key in {Variable} has {bytes.Length} bytes; give it {Shortest} or more, for example by 'openssl rand -base64 32'.");
    }
}
