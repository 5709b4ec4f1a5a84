extern alias orders;

using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

/// <summary>A recorded session with the order service: ids that count, a unique key, a list, an outbox, a cache and a counter.</summary>
public sealed class OrderIncident : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    public string Path => _folder.File("incident");

    public static string Assembly => typeof(OrderContext).Assembly.Location;

    public async Task InitializeAsync()
    {
        var options = new IncidentRecorderOptions { FreshState = true };
        await RecordAsync(Path, options);
    }

    public static async Task RecordAsync(string path, IncidentRecorderOptions options)
    {
        var dependencies = new Dependencies();
        options = options with
        {
            ConfigureServices = services => services.ConfigureAll<HttpClientFactoryOptions>(
                client => client.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = dependencies)),
        };
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<OrderContext>(path, options);
        using HttpClient client = recorder.CreateClient();
        await SendAsync(client);

        // What is sent after the response is part of the incident as well.
        await dependencies.ShippedAsync(times: 2);
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

    private sealed class Dependencies : HttpMessageHandler
    {
        private readonly SemaphoreSlim _parcels = new(0);

        public async Task ShippedAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.True(await _parcels.WaitAsync(Patience.Limit), "Nothing was sent to the shipping service.");
            }
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host == "shipping.test")
            {
                _parcels.Release();
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("1.17") });
        }
    }
}
