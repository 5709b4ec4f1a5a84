using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace InfernoSim.Capture;

/// <summary>
/// Where a proxy listens: <c>:18080</c> and <c>localhost:18080</c> are the loopback addresses 127.0.0.1 and ::1,
/// <c>0.0.0.0:80</c>, <c>[::]:80</c> and <c>[::1]:80</c> are what they say. Port 0 is a free port.
/// </summary>
public sealed class ListenAddress
{
    private readonly string _text;

    private ListenAddress(string text, IPAddress? address, int port)
    {
        _text = text;
        Address = address;
        Port = port;
    }

    /// <summary>The address; <see langword="null"/> for both loopback addresses.</summary>
    public IPAddress? Address { get; }

    /// <summary>The port, 0 to 65535; 0 is a free one.</summary>
    public int Port { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">For example <c>:18080</c>.</param>
    /// <returns>The address.</returns>
    /// <exception cref="CaptureException">The text is not an address; the message says what one looks like.</exception>
    public static ListenAddress Parse(string text) =>
        TryParse(text, out ListenAddress? address)
            ? address
            : throw new CaptureException($"'{text}' is not an address to listen on. Write ':18080' for the loopback addresses, or an IP address and a port such as '0.0.0.0:18080' or '[::1]:18080'.");

    /// <summary>Reads an address.</summary>
    /// <param name="text">For example <c>:18080</c>.</param>
    /// <param name="address">The address.</param>
    /// <returns><see langword="false"/> when the text is not an address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon < 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text[..colon];
        if (host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = new ListenAddress(text, null, port);
            return true;
        }

        // IPAddress reads '1' and an IPv6 address without brackets as well, which here are mistakes.
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!bracketed && host.Count(c => c == '.') != 3)
        {
            return false;
        }

        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? ip) || bracketed != host.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        address = new ListenAddress(text, ip, port);
        return true;
    }

    /// <summary>The address as it was written.</summary>
    /// <returns>For example <c>:18080</c>.</returns>
    public override string ToString() => _text;
}
