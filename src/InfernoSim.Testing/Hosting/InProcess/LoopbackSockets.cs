using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>
/// Gives the service a free port of 127.0.0.1 in place of each that it asks for, so that any number of it run side by side
/// and nobody else reaches them, whatever its settings and its code say.
/// </summary>
internal sealed class LoopbackSockets
{
    private readonly ConcurrentDictionary<int, int> _given = new();

    public void Configure(SocketTransportOptions options) => options.CreateBoundListenSocket = Bind;

    /// <summary>Where the service can be reached: over plain HTTP where it listens for that.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    public Uri AddressOf(IServer server)
    {
        Uri[] asked = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse).Select(address => new Uri($"{address.Scheme}://127.0.0.1:{address.Port}")) ?? []];
        Uri chosen = asked.FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp) ?? asked.FirstOrDefault() ?? throw new InvalidOperationException("The service listens nowhere.");

        // An address of "localhost" is listed with the port that was asked for.
        return _given.TryGetValue(chosen.Port, out int given) ? new UriBuilder(chosen) { Port = given }.Uri : chosen;
    }

    private Socket Bind(EndPoint asked)
    {
        if (asked is not IPEndPoint endpoint)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(asked);
        }

        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        if (endpoint.Port != 0)
        {
            _given[endpoint.Port] = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        return socket;
    }
}
