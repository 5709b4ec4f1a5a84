namespace InfernoSim.Laboratory.Service;

/// <summary>Clients of the dependencies.</summary>
internal static class Clients
{
    public const string Plain = "plain";
    public const string FourConnections = "four";
    public const string Impatient = "impatient";

    public static void Register(IServiceCollection services)
    {
        services.AddHttpClient(Plain);
        services.AddHttpClient(FourConnections).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = 4 });
        services.AddHttpClient(Impatient, client => client.Timeout = TimeSpan.FromMilliseconds(150));
    }

    public static async Task GetAsync(IHttpClientFactory clients, string name, string dependency)
    {
        using HttpResponseMessage response = await clients.CreateClient(name).GetAsync(new Uri($"http://{dependency}/item"));
        response.EnsureSuccessStatusCode();
    }
}
