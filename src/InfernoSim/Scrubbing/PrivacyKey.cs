using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Scrubbing;

/// <summary>The key of tokens and marks. It comes from the environment alone, and is written nowhere.</summary>
internal static class PrivacyKey
{
    /// <summary>The variable of the environment that holds it, 16 characters or more.</summary>
    public const string Variable = "INFERNOSIM_PRIVACY_KEY";

    private const int Shortest = 16;

    /// <summary>The key of the environment; a random one where there is none.</summary>
    /// <exception cref="ReplayConfigurationException">It is too short.</exception>
    public static byte[] OfEnvironment() => Of(Environment.GetEnvironmentVariable(Variable));

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
