using System.Net.Http.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Orders.Tests;

/// <summary>What happened in November: two buyers, an order number that was taken, what a cache knows, what a poller asks.</summary>
internal sealed class OrderTraffic
{
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();

    /// <summary>Puts fakes in place of what the service calls, and lets it poll often.</summary>
    public void Configure(IServiceCollection services)
    {
        services.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = new Dependencies(_asked.Writer)));
        services.Configure<CurrencyOptions>(options => options.Every = TimeSpan.FromMilliseconds(100));
    }

    public async Task SendAsync(HttpClient client, CancellationToken cancellationToken)
    {
        // A poller is known by what it asks while nobody asks anything of the service.
        await AskedAsync("/currencies", times: 3, cancellationToken);
        await client.GetStringAsync(new Uri("/products", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/products", UriKind.Relative), cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "pen" }, cancellationToken);
        await client.GetStringAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-2", item = "ink" }, cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "ink" }, cancellationToken);
        await client.PutAsJsonAsync("/orders/2", new { number = "A-2", item = "nib" }, cancellationToken);
        await client.GetStringAsync(new Uri("/rates/EUR", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/rates/EUR", UriKind.Relative), cancellationToken);
        await client.DeleteAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/orders", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/quota", UriKind.Relative), cancellationToken);

        // What is sent after the response is part of the incident as well.
        await AskedAsync("/parcels", times: 2, cancellationToken);
    }

    private async Task AskedAsync(string path, int times, CancellationToken cancellationToken)
    {
        while (times > 0)
        {
            times -= await _asked.Reader.ReadAsync(cancellationToken) == path ? 1 : 0;
        }
    }

    private sealed class Dependencies(ChannelWriter<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.AbsolutePath;
            asked.TryWrite(path);
            return Task.FromResult(new HttpResponseMessage
            {
                Content = path switch
                {
                    "/currencies" => JsonContent.Create<string[]>(["EUR", "USD"]),
                    "/parcels" => JsonContent.Create(new { parcel = "P-1" }),
                    _ => new StringContent("1.17"),
                },
            });
        }
    }
}
