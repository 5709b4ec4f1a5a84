using System.Net;
using InfernoSim.Capture;

namespace InfernoSim.Cli.CommandLine;

/// <summary>How the text of a flag becomes an address to listen on. No host means loopback: what listens here records production traffic or plays it back.</summary>
internal static class ListenText
{
    /// <summary>Parses an address, or nothing: empty text turns the listener off.</summary>
    public static ListenAddress? ParseOptional(string text) => text.Length == 0 ? null : ListenAddress.Parse(text);

    /// <summary>Parses an address of one socket; a loopback address without a host is the IPv4 one, which proxy settings name.</summary>
    public static IPEndPoint ParseEndPoint(string text)
    {
        var address = ListenAddress.Parse(text);
        return new IPEndPoint(address.Address ?? IPAddress.Loopback, address.Port);
    }

    /// <summary>As <see cref="ParseEndPoint"/>; empty text turns the listener off.</summary>
    public static IPEndPoint? ParseOptionalEndPoint(string text) => text.Length == 0 ? null : ParseEndPoint(text);
}
