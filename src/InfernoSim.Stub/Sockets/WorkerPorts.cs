using System.Collections.Frozen;
using System.Net;

namespace InfernoSim.Stub.Sockets;

/// <summary>Ports of the stub that each belong to one worker, whose own service calls there and nobody else.</summary>
/// <param name="addresses">Where the stub listens for the workers, in their order.</param>
internal sealed class WorkerPorts(IReadOnlyList<Uri> addresses)
{
    private readonly FrozenDictionary<int, int> _workers = addresses.Index().ToFrozenDictionary(address => address.Item.Port, address => address.Index);

    /// <summary>Where the service of a worker calls.</summary>
    /// <param name="worker">The worker, from 0.</param>
    public Uri AddressOf(int worker) => addresses[worker];

    /// <summary>The worker whose service has called, from 0; <see langword="null"/> where the port is everybody's.</summary>
    /// <param name="local">The end of the connection that is the stub's.</param>
    public int? WorkerAt(EndPoint? local) => local is IPEndPoint { Port: var port } && _workers.TryGetValue(port, out int worker) ? worker : null;
}
