using System.Text;

namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>An input as a message shows it, and as it can be put into a test.</summary>
internal static class ShownInput
{
    /// <summary>Writes it.</summary>
    /// <param name="input">The input.</param>
    /// <returns>Its characters, with escapes for those that cannot be seen, and all of it in base64.</returns>
    public static string Of(byte[] input)
    {
        var text = new StringBuilder($"{input.Length} bytes: ");
        foreach (byte value in input)
        {
            text.Append(value is >= 0x20 and < 0x7f and not (byte)'\\' ? ((char)value).ToString() : $"\\x{value:x2}");
        }

        return text.Append("\nbase64: ").Append(Convert.ToBase64String(input)).ToString();
    }
}
