using Microsoft.EntityFrameworkCore;

namespace Orders;

/// <summary>
/// Tells the shipping service of orders. What is to be told is stored with the order, in one transaction, and sent once the buyer has the
/// answer: a shipping service that is slow or down costs no order.
/// </summary>
public sealed class Outbox(IServiceScopeFactory scopes, IHttpClientFactory clients)
{
    /// <summary>Sends a message, and forgets it once it is taken.</summary>
    /// <param name="id">The message's id.</param>
    public async Task SendAsync(int id)
    {
        using IServiceScope scope = scopes.CreateScope();
        OrderContext database = scope.ServiceProvider.GetRequiredService<OrderContext>();
        if (await database.Outbox.SingleOrDefaultAsync(message => message.Id == id) is not { } message)
        {
            return;
        }

        using HttpClient client = clients.CreateClient("shipping");
        using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri("/parcels", UriKind.Relative), new { order = message.Number });
        if (answer.IsSuccessStatusCode)
        {
            database.Remove(message);
            await database.SaveChangesAsync();
        }
    }
}
