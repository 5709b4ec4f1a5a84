using System.Net.Sockets;

namespace InfernoSim.Sql.Tests.Postgres.Shops;

/// <summary>Ports of 127.0.0.1 that processes of a test take.</summary>
internal static class LoopbackPort
{
    /// <summary>Whether somebody listens at a port by now.</summary>
    public static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
