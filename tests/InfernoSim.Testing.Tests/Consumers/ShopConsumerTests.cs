extern alias shop;

using System.Diagnostics;
using System.Globalization;
using InfernoSim.Capture;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Xunit.Abstractions;
using ShopContext = shop::InfernoSim.Testing.Tests.Shop.ShopContext;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>
/// Orders with unique numbers, versions, times of creation and change, and a dependency, and a queue: recorded in a test, and by the proxies where ids have counted to 1000,
/// and replayed with one property set.
/// </summary>
public sealed class ShopConsumerTests(ShopConsumerTests.Recorded recorded, ITestOutputHelper output) : IClassFixture<ShopConsumerTests.Recorded>
{
    [Fact]
    public Task It_passes_with_a_service_for_each_worker() => ConsumerReplays.AssertPassesAsync(IncidentReplayer.For<ShopContext>(recorded.Path), ConsumerReplays.Workers, output);

    [Fact]
    public Task It_passes_with_a_process_for_each_worker_as_the_proxies_recorded_it()
    {
        var host = new ProcessHost("dotnet", Recorded.Assembly) { Ready = "/health", Environment = [new("ConnectionStrings__Shop", "Data Source={folder}/shop.db"), new("Stock", recorded.Stock.AbsoluteUri)] };

        return ConsumerReplays.AssertPassesAsync(IncidentReplayer.For(host, recorded.PathOfProxies), Math.Min(ConsumerReplays.Workers, 2), output);
    }

    [Theory]
    [InlineData("TakesNumberTwice", "POST /orders", "POST http://stock.test/products/1/bookings")]
    [InlineData("KeepsDeleted", "GET /orders/2", "")]
    [InlineData("AnyVersion", "PUT /orders/1", "")]
    [InlineData("FirstOrder", "GET /orders/2", "ETag")]
    [InlineData("OtherLocation", "POST /orders", "Location")]
    [InlineData("BooksAnother", "POST /orders", "body/orderId")]
    [InlineData("ClaimsLast", "POST /parcels/claim", "/id")]
    [InlineData("AnotherKey", "POST /parcels/returns", "/0/key")]
    [InlineData("SendsAll", "POST /parcels/2/sent", "")]
    [InlineData("CreatesAgain", "GET /orders/1", "/createdAt")]
    [InlineData("CreationOfFirst", "GET /orders/2", "/createdAt")]
    [InlineData("KeepsTimeOfChange", "GET /orders/1", "/updatedAt")]
    [InlineData("ChangedNow", "GET /orders/2", "/updatedAt")]
    [InlineData("SoldSinceNow", "GET /products", "/0/soldSince")]
    [InlineData("BooksLater", "POST /orders", "body/at")]
    public Task A_defect_is_found_at_its_request(string defect, string request, string location)
    {
        var host = new InProcessHost<ShopContext> { ConfigureWebHost = builder => builder.UseSetting("Defect", defect) };

        return ConsumerReplays.AssertFailsAsync(IncidentReplayer.For(host, recorded.Path), request, location);
    }

    public sealed class Recorded : IAsyncLifetime, IDisposable
    {
        private readonly TestFolder _folder = new();
        private LoopbackHost? _stock;

        public static string Assembly => typeof(ShopContext).Assembly.Location;

        public string Path => _folder.File("incident");

        public string PathOfProxies => _folder.File("proxies");

        public Uri Stock => _stock!.Address;

        public async Task InitializeAsync()
        {
            _stock = await LoopbackHost.StartAsync(ShopTraffic.MapStock);
            await RecordInTestAsync();
            await RecordByProxiesAsync();
        }

        public async Task DisposeAsync() => await _stock!.DisposeAsync();

        public void Dispose() => _folder.Dispose();

        private async Task RecordInTestAsync()
        {
            var options = new IncidentRecorderOptions { FreshState = true, ConfigureServices = services => services.Configure<HttpClientFactoryOptions>("stock", LeadToStock) };
            await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<ShopContext>(Path, options);
            using HttpClient client = recorder.CreateClient();
            await ShopTraffic.SendAsync(client);
        }

        private void LeadToStock(HttpClientFactoryOptions options) => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = new Redirected(Stock));

        private async Task RecordByProxiesAsync()
        {
            int port = RawServer.UnusedPort();
            await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
            {
                Folder = PathOfProxies,
                Listen = ListenAddress.Parse("127.0.0.1:0"),
                Forward = ForwardTarget.Parse($"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"),
                OutboundListen = ListenAddress.Parse("127.0.0.1:0"),
                Capture = new CaptureOptions(),
            });
            using Process service = Process.Start(ChildProcess.Of(
                ["dotnet", Assembly],
                ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
                ("HTTP_PROXY", session.Outbound!.Address.AbsoluteUri),
                ("NO_PROXY", ""),
                ("ConnectionStrings__Shop", $"Data Source={_folder.File("shop.db")}"),
                ("Counted", "1000"),
                ("Stock", Stock.AbsoluteUri)))!;
            service.BeginOutputReadLine();
            service.BeginErrorReadLine();
            try
            {
                using var direct = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
                await WaitUntilReadyAsync(direct);
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = session.Inbound!.Address };
                await ShopTraffic.SendAsync(client);
                await session.StopAsync();
            }
            finally
            {
                service.Kill(entireProcessTree: true);
                await service.WaitForExitAsync();
            }
        }

        private static async Task WaitUntilReadyAsync(HttpClient client)
        {
            using var limit = new CancellationTokenSource(Patience.Limit);
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await again.WaitForNextTickAsync(limit.Token))
            {
                try
                {
                    await client.GetStringAsync(new Uri("/health", UriKind.Relative), limit.Token);
                    return;
                }
                catch (HttpRequestException)
                {
                    // Not yet.
                }
            }
        }
    }

    /// <summary>Takes what is meant for the dependency's name to where it is.</summary>
    private sealed class Redirected(Uri stock) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(stock, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
