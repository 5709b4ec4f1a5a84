using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>What the pages and the programming interface of the shop have in common.</summary>
/// <param name="state">What the shop keeps.</param>
/// <param name="dependency">What it calls.</param>
internal sealed class ShopOrders(ShopState state, HttpClient dependency)
{
    /// <summary>Puts something into a cart, at the price that the dependency names.</summary>
    public async Task<CartItem> AddAsync(ShopSession session, string sku)
    {
        JsonNode answer = JsonNode.Parse(await dependency.GetStringAsync($"/prices/{sku}"))!;
        var item = new CartItem(Guid.NewGuid(), sku, answer["price"]!.GetValue<int>());
        session.Add(item);
        return item;
    }

    /// <summary>Orders what is in the cart.</summary>
    public async Task<Guid> OrderAsync(ShopSession session)
    {
        Guid order = Guid.NewGuid();
        using HttpResponseMessage answer = await dependency.PostAsync("/charges", JsonContent.Create(new JsonObject { ["order"] = order.ToString(), ["amount"] = session.Total }));
        JsonNode charge = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        state.Keep(order, session, charge["receipt"]!.GetValue<string>());
        return order;
    }
}
