using System.Net;
using System.Net.Sockets;
using InfernoSim.Matching;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Where the outbound proxy connects to. What a name resolves to is checked, and connected to are the very addresses that were checked: a name
/// that resolves to another one a moment later leads nowhere.
/// </summary>
/// <param name="allowed">Where calls may go; none for everywhere but to <see cref="GuardedAddresses"/>.</param>
/// <param name="resolve">Finds the addresses of a name; the system's own way when omitted.</param>
internal sealed class Destinations(IReadOnlyList<AllowedDestination> allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>The one form of a host name: in lower case, in ASCII, without a dot at its end or brackets.</summary>
    /// <param name="host">The host.</param>
    public static string NameOf(string host)
    {
        try
        {
            return Uri.TryCreate($"http://{Bracketed(host)}/", UriKind.Absolute, out Uri? uri) ? uri.IdnHost.TrimEnd('.') : host.ToLowerInvariant();
        }
        catch (UriFormatException)
        {
            // A name that has no form in ASCII.
            return host.ToLowerInvariant();
        }
    }

    /// <summary>Connects.</summary>
    /// <param name="socket">What to connect.</param>
    /// <param name="host">Where to.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when it is connected.</returns>
    /// <exception cref="RefusedDestinationException">That is not allowed.</exception>
    public async ValueTask ConnectAsync(Socket socket, string host, int port, CancellationToken cancellationToken)
    {
        string name = NameOf(host);
        bool isNamed = allowed.Count == 0 || allowed.Any(entry => entry.IncludesName(name, port));
        if (!isNamed && !allowed.Any(entry => entry.IsAddress))
        {
            // No name server is asked either: by names that are looked up, a caller can tell somebody something.
            throw NotAllowed(name, port);
        }

        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? address) ? [address] : await _resolve(host, cancellationToken);
        IPAddress[] open = [.. addresses.Where(resolved => IsAllowed(GuardedAddresses.Plain(resolved), port, isNamed))];
        if (open.Length == 0)
        {
            throw addresses.Select(GuardedAddresses.Plain).FirstOrDefault(GuardedAddresses.Contain) is { } guarded ? Guarded(name, port, guarded) : NotAllowed(name, port);
        }

        await socket.ConnectAsync(open, port, cancellationToken);
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host;

    private static RefusedDestinationException NotAllowed(string name, int port) =>
        Refused(name, port, $"it is not among the destinations that are allowed. Have the capture allow {name} if it is meant.");

    private static RefusedDestinationException Refused(string name, int port, string why)
    {
        string destination = new Authority(name.Trim('[', ']'), port).ToString();
        return new RefusedDestinationException(destination, $"The capture does not pass calls on to {destination}: {why}");
    }

    private RefusedDestinationException Guarded(string name, int port, IPAddress address) => Refused(
        name,
        port,
        $"{address} is a link-local or metadata address. Have the capture allow {address} if it is meant{(allowed.Count == 0 ? ", and '*' for what else is called" : "")}.");

    private bool IsAllowed(IPAddress address, int port, bool isNamed) => GuardedAddresses.Contain(address)
        ? allowed.Any(entry => entry.NamesGuarded(address, port))
        : isNamed || allowed.Any(entry => entry.IncludesAddress(address, port));
}
