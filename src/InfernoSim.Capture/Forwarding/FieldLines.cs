using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Request header lines that <see cref="HttpClient"/> cannot write as they came: it joins lines that share a name, and
/// wants a body for <c>Content-Type</c> and its like. They travel through it in one header whose name nobody can guess,
/// which <see cref="UpstreamStream"/> turns into the lines again, just before they go to the socket.
/// </summary>
internal static class FieldLines
{
    /// <summary>The name of the header, and what separates the lines in its value. Never seen outside this process.</summary>
#pragma warning disable RS0030 // A caller who could guess it could smuggle header lines past the proxy.
    public static readonly string Carrier = "inferno-lines-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
#pragma warning restore RS0030

    /// <summary><see cref="Carrier"/> as it is written.</summary>
    public static readonly byte[] CarrierBytes = Encoding.ASCII.GetBytes(Carrier);

    /// <summary>Adds a line to a carrier's value.</summary>
    /// <param name="carried">The value so far.</param>
    /// <param name="name">The field name.</param>
    /// <param name="value">The field value.</param>
    public static void Add(ref StringBuilder? carried, string name, string value)
    {
        carried = carried is null ? new StringBuilder() : carried.Append(Carrier);
        carried.Append(name).Append(": ").Append(value);
    }

    /// <summary>Writes the lines that a header section carries as lines.</summary>
    /// <param name="written">Bytes on their way to the socket. A header section is in one piece, since it is written in one.</param>
    /// <returns>The bytes to write instead; <see langword="null"/> when there is nothing to change.</returns>
    public static byte[]? Unpack(ReadOnlySpan<byte> written)
    {
        int at = written.IndexOf(CarrierBytes);
        if (at < 0)
        {
            return null;
        }

        var unpacked = new List<byte>(written.Length);
        unpacked.AddRange(written[..at]);
        ReadOnlySpan<byte> rest = written[(at + CarrierBytes.Length + ": ".Length)..];
        while ((at = rest.IndexOf(CarrierBytes)) >= 0)
        {
            unpacked.AddRange(rest[..at]);
            unpacked.AddRange("\r\n"u8);
            rest = rest[(at + CarrierBytes.Length)..];
        }

        unpacked.AddRange(rest);
        return [.. unpacked];
    }
}
