extern alias orders;

using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

/// <summary>A recorded session with the order service: ids that count, a unique key, a list, a cache and a counter.</summary>
public sealed class OrderIncident : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    public string Path => _folder.File("incident");

    public static string Assembly => typeof(OrderContext).Assembly.Location;

    public async Task InitializeAsync()
    {
        var options = new IncidentRecorderOptions { FreshState = true, ConfigureServices = services => services.Configure<HttpClientFactoryOptions>("rates", Fake) };
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<OrderContext>(Path, options);
        using HttpClient client = recorder.CreateClient();
        await SendAsync(client);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private static async Task SendAsync(HttpClient client)
    {
        await PostAsync(client, "A-1", HttpStatusCode.Created);
        await GetAsync(client, "/orders/1");
        await GetAsync(client, "/rates/EUR");
        await GetAsync(client, "/rates/EUR");
        await PostAsync(client, "A-1", HttpStatusCode.Conflict);
        await PostAsync(client, "A-2", HttpStatusCode.Created);
        await GetAsync(client, "/orders");
        (await client.DeleteAsync(new Uri("/orders/1", UriKind.Relative))).Dispose();
        await GetAsync(client, "/orders");
        await GetAsync(client, "/quota");
    }

    private static async Task PostAsync(HttpClient client, string number, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/orders", new { number, item = "pen" });
        Assert.Equal(expected, response.StatusCode);
    }

    private static async Task GetAsync(HttpClient client, string path) => await client.GetStringAsync(new Uri(path, UriKind.Relative));

    private static void Fake(HttpClientFactoryOptions options) => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = new Rates());

    private sealed class Rates : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("1.17") });
    }
}
