using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Addresses that have to be named to be called. Link-local ones are of the machine's own link, and the others are those at which clouds give
/// the credentials of a machine to whoever asks from it: through a proxy, that is whoever reaches the proxy.
/// </summary>
internal static class GuardedAddresses
{
    // 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291, section 2.5.6) are link-local; 169.254.169.254 is the metadata address of most clouds,
    // fd00:ec2::254 that of EC2 in IPv6, fd20:ce::254 that of Google Cloud in IPv6, 100.100.100.200 that of Alibaba Cloud, 192.0.0.192 that of Oracle
    // Cloud's older images, 168.63.129.16 the host of a machine in Azure.
    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fd00:ec2::254/128"),
        IPNetwork.Parse("fd20:ce::254/128"),
        IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("168.63.129.16/32"),
    ];

    /// <summary>Whether an address is guarded.</summary>
    /// <param name="plain">The address, in its plain form.</param>
    public static bool Contain(IPAddress plain) => Array.Exists(Networks, network => network.Contains(plain));

    /// <summary>Whether all addresses of a network are guarded.</summary>
    /// <param name="network">The network, in its plain form.</param>
    public static bool Cover(IPNetwork network) => Array.Exists(Networks, guarded => guarded.PrefixLength <= network.PrefixLength && guarded.Contains(network.BaseAddress));

    /// <summary>The one form of an address: without a zone, and as IPv4 where it is IPv4 in IPv6.</summary>
    /// <param name="address">The address.</param>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>The one form of a network, as of an address.</summary>
    /// <param name="network">The network.</param>
    public static IPNetwork Plain(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96 ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96) : network;

    /// <summary>The network that is one address.</summary>
    /// <param name="address">The address.</param>
    public static IPNetwork NetworkOf(IPAddress address)
    {
        IPAddress plain = Plain(address);
        return new IPNetwork(plain, plain.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }
}
