namespace Quickstart;

/// <summary>The traffic of the incident: some look at items, some check out, a few at the same time.</summary>
internal static class Shoppers
{
    private const int Concurrency = 4;

    public static async Task SendAsync(Uri service, int requests)
    {
        using var client = new HttpClient { BaseAddress = service };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (number, cancellationToken) =>
            {
                using HttpResponseMessage response = number % 3 == 0
                    ? await client.GetAsync($"/items/{number}", cancellationToken)
                    : await client.PostAsJsonAsync("/checkout", new { Order = $"order-{number}", Skus = new[] { number, number + 1 } }, cancellationToken);
                await response.Content.ReadAsByteArrayAsync(cancellationToken);
            });
    }
}
