using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Asks the rate service again and again which currencies there are.</summary>
public sealed class CurrencyPoller(IHttpClientFactory clients, Currencies currencies, IOptions<CurrencyOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using HttpClient client = clients.CreateClient("rates");
            try
            {
                currencies.Known = await client.GetFromJsonAsync<string[]>(new Uri("/currencies", UriKind.Relative), stoppingToken) ?? [];
            }
            catch (HttpRequestException)
            {
                // The next time, then: until it is there, those are good that were.
            }
        }
    }
}

/// <summary>How often that is.</summary>
public sealed class CurrencyOptions
{
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The currencies that there are, as far as anybody knows.</summary>
public sealed class Currencies
{
    public IReadOnlyCollection<string> Known { get; set; } = [];

    public bool MayExist(string currency) => Known.Count == 0 || Known.Contains(currency);
}
