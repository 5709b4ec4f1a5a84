using System.Net;
using InfernoSim.Capture;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;

namespace InfernoSim.Trust.Tests.Recording;

/// <summary>Records an incident of the service and its real dependencies through both capture proxies.</summary>
internal static class Recorder
{
    /// <summary>Records.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="send">Sends the traffic to the address it is given.</param>
    /// <returns>Where the dependencies were; by then they are gone.</returns>
    public static async Task<DependencyAddresses> RecordAsync(string folder, Func<Uri, Task> send)
    {
        await using Dependencies dependencies = await Dependencies.StartAsync();
        var proxy = new WebProxy();
        await using LoopbackHost service = await CheckoutService.StartAsync(dependencies.Addresses, proxy, new Mutation());
        await using CaptureSession session = await Proxies.StartAsync(folder, service, proxy);

        await send(session.Inbound!.Address);

        await session.StopAsync();
        return dependencies.Addresses;
    }
}
