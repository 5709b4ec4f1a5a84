using System.Buffers;
using System.Globalization;
using System.Net;

namespace InfernoSim.Matching;

/// <summary>Host and port of a URI authority, in the one form that names are compared in.</summary>
/// <param name="Host">Lower case, without a trailing dot or the brackets of an IPv6 address, which is in its shortest form.</param>
/// <param name="Port">The port; <see langword="null"/> when it is neither written nor known from the scheme.</param>
internal readonly record struct Authority(string Host, int? Port)
{
    private static readonly SearchValues<char> NotInHost = SearchValues.Create(" \t/?#@[]\\");

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[::1]</c>, <c>[::1]:port</c> or <c>::1</c>; user information is left out.</summary>
    /// <param name="text">The authority.</param>
    /// <param name="authority">Host and the port that is written down.</param>
    /// <returns><see langword="false"/> when there is no host or the port is not a number from 1 to 65535.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Authority authority)
    {
        authority = default;
        text = text[(text.LastIndexOf('@') + 1)..];
        ReadOnlySpan<char> host = text;
        ReadOnlySpan<char> afterHost = default;
        int colon = text.IndexOf(':');
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            if (close < 0)
            {
                return false;
            }

            host = text[1..close];
            afterHost = text[(close + 1)..];
        }
        else if (colon >= 0 && text.LastIndexOf(':') == colon)
        {
            host = text[..colon];
            afterHost = text[colon..];
        }

        if (!TryReadPort(afterHost, out int? port) || NormalizeHost(host) is not { } name)
        {
            return false;
        }

        authority = new Authority(name, port);
        return true;
    }

    /// <summary>Reads the authority of a request, its port filled in from the scheme.</summary>
    /// <param name="text">The authority.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <returns>Host and port; a text that is no authority is taken for a host as it stands.</returns>
    public static Authority Of(string text, string scheme) =>
        TryParse(text, out Authority parsed)
            ? parsed with { Port = parsed.Port ?? DefaultPort(scheme) }
            : new Authority(text.ToLowerInvariant(), DefaultPort(scheme));

    /// <inheritdoc/>
    public override string ToString()
    {
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return Port is { } port ? $"{host}:{port}" : host;
    }

    private static int? DefaultPort(string scheme) => scheme.ToLowerInvariant() switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        _ => null,
    };

    private static string? NormalizeHost(ReadOnlySpan<char> host)
    {
        if (host.EndsWith('.'))
        {
            host = host[..^1];
        }

        if (host.IsEmpty || host.EndsWith('.') || host.ContainsAny(NotInHost))
        {
            return null;
        }

        if (!host.Contains(':'))
        {
            return host.ToString().ToLowerInvariant();
        }

        return IPAddress.TryParse(host, out IPAddress? address) ? address.ToString() : null;
    }

    private static bool TryReadPort(ReadOnlySpan<char> afterHost, out int? port)
    {
        port = null;
        if (afterHost.IsEmpty || afterHost is ":")
        {
            return true;
        }

        bool isNumber = int.TryParse(afterHost[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        port = number;
        return afterHost[0] == ':' && isNumber && number is > 0 and <= 65535;
    }
}
