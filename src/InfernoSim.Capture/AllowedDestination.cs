using System.Diagnostics.CodeAnalysis;
using System.Net;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Matching;

namespace InfernoSim.Capture;

/// <summary>
/// Where calls may go through the outbound proxy: a host, <c>*.example.test</c> for those below one, <c>*</c> for every host, an address, or a
/// network such as <c>10.0.0.0/8</c>. All but a network may have a port: <c>api.example.test:8080</c>.
/// </summary>
public sealed class AllowedDestination
{
    private const string Every = "*";
    private const string Below = "*.";

    private readonly string _text;
    private readonly string? _name;
    private readonly IPNetwork _network;
    private readonly int? _port;

    private AllowedDestination(string text, string? name, IPNetwork network, int? port)
    {
        _text = text;
        _name = name;
        _network = network;
        _port = port;
    }

    /// <summary>Whether it is an address or a network, and no name.</summary>
    internal bool IsAddress => _name is null;

    /// <summary>Reads a destination.</summary>
    /// <param name="text">For example <c>api.example.test</c>.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="CaptureException">The text is not a destination; the message says what one looks like.</exception>
    public static AllowedDestination Parse(string text) =>
        TryParse(text, out AllowedDestination? destination)
            ? destination
            : throw new CaptureException($"'{text}' is not a destination. Write a host such as api.example.test, '*.example.test' for those below one, '*' for every host, an address such as 10.0.0.7, each with a port if wanted, such as api.example.test:8080, or a network such as 10.0.0.0/8.");

    /// <summary>Reads a destination.</summary>
    /// <param name="text">For example <c>api.example.test</c>.</param>
    /// <param name="destination">The destination.</param>
    /// <returns><see langword="false"/> when the text is not a destination.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AllowedDestination? destination)
    {
        destination = null;
        if (text?.Contains('/', StringComparison.Ordinal) == true)
        {
            destination = IPNetwork.TryParse(text, out IPNetwork network) ? new AllowedDestination(text, null, GuardedAddresses.Plain(network), null) : null;
        }
        else if (text is not null && !text.Contains('@', StringComparison.Ordinal) && !text.EndsWith(':') && Authority.TryParse(text, out Authority authority))
        {
            destination = IPAddress.TryParse(authority.Host, out IPAddress? address) ? OfAddress(text, authority, address) : OfName(text, authority);
        }

        return destination is not null;
    }

    /// <summary>The destination as it was written.</summary>
    /// <returns>For example <c>api.example.test</c>.</returns>
    public override string ToString() => _text;

    /// <summary>Whether calls to a host may go there, whatever its name resolves to.</summary>
    /// <param name="host">The host, in lower case and without a dot at its end.</param>
    /// <param name="port">The port.</param>
    internal bool IncludesName(string host, int port) => (_port ?? port) == port && _name switch
    {
        null => false,
        Every => true,
        var name when name.StartsWith(Below, StringComparison.Ordinal) => host.EndsWith(name[1..], StringComparison.Ordinal),
        var name => host == name,
    };

    /// <summary>Whether calls to an address may go there, whatever its name.</summary>
    /// <param name="address">The address, in its plain form.</param>
    /// <param name="port">The port.</param>
    internal bool IncludesAddress(IPAddress address, int port) => IsAddress && (_port ?? port) == port && _network.Contains(address);

    /// <summary>Whether it says that a guarded address is meant: it is one, or a part of a guarded network. One among all the others is not.</summary>
    /// <param name="address">The address, in its plain form.</param>
    /// <param name="port">The port.</param>
    internal bool NamesGuarded(IPAddress address, int port) => IncludesAddress(address, port) && GuardedAddresses.Cover(_network);

    // IPAddress reads '1' and '0x7f.1' as well, which here are mistakes.
    private static AllowedDestination? OfAddress(string text, Authority authority, IPAddress address) =>
        authority.Host.Contains(':', StringComparison.Ordinal) || address.ToString() == authority.Host
            ? new AllowedDestination(text, null, GuardedAddresses.NetworkOf(address), authority.Port)
            : null;

    private static AllowedDestination? OfName(string text, Authority authority)
    {
        string host = authority.Host;
        if (host == Every)
        {
            return new AllowedDestination(text, Every, default, authority.Port);
        }

        string below = host.StartsWith(Below, StringComparison.Ordinal) ? Below : "";
        return Uri.CheckHostName(host[below.Length..]) == UriHostNameType.Dns
            ? new AllowedDestination(text, below + Destinations.NameOf(host[below.Length..]), default, authority.Port)
            : null;
    }
}
