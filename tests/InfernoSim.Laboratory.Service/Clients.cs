using System.Net.Sockets;

namespace InfernoSim.Laboratory.Service;

/// <summary>Clients of the dependencies.</summary>
internal static class Clients
{
    public const string Plain = "plain";
    public const string FourConnections = "four";
    public const string Impatient = "impatient";
    public const string Forgetful = "forgetful";
    public const string Eight = "eight";
    public const string TwoConnections = "two";

    private static readonly TimeSpan Setup = TimeSpan.FromMilliseconds(50);

    public static void Register(IServiceCollection services)
    {
        services.AddHttpClient(Plain);
        services.AddHttpClient(FourConnections).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = 4 });
        services.AddHttpClient(Forgetful).ConfigurePrimaryHttpMessageHandler(() => Slow(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, MaxConnectionsPerServer = 8 }));
        services.AddHttpClient(Eight).ConfigurePrimaryHttpMessageHandler(() => Slow(new SocketsHttpHandler { MaxConnectionsPerServer = 8 }));
        services.AddHttpClient(TwoConnections).ConfigurePrimaryHttpMessageHandler(() => Slow(new SocketsHttpHandler { MaxConnectionsPerServer = 2 }));
        services.AddHttpClient(Impatient, client => client.Timeout = TimeSpan.FromMilliseconds(150));
    }

    // As over a long line, with TLS.
    public static SocketsHttpHandler Slow(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = async (context, stop) =>
        {
            await Task.Delay(Setup, stop);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return handler;
    }

    public static async Task GetAsync(IHttpClientFactory clients, string name, string dependency)
    {
        using HttpResponseMessage response = await clients.CreateClient(name).GetAsync(new Uri($"http://{dependency}/item"));
        response.EnsureSuccessStatusCode();
    }
}
