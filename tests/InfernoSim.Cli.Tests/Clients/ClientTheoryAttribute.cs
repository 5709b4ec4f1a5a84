using System.Net;
using System.Net.Sockets;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>A test with clients in other languages. Skipped on Windows, where the set is left out, and where the machine does not know its own name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClientTheoryAttribute : TheoryAttribute
{
    public ClientTheoryAttribute() => Skip = new UnixFactAttribute().Skip ?? LeftOutSets.WhyNot("clients") ?? WhyNoName();

    private static string? WhyNoName()
    {
        try
        {
            return Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).Length > 0 ? null : "The name of this machine has no address.";
        }
        catch (SocketException)
        {
            return "The name of this machine has no address.";
        }
    }
}
