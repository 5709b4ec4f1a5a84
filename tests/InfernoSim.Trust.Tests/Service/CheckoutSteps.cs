using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>The steps of a checkout, each a dependency call.</summary>
internal sealed class CheckoutSteps(DependencyClients dependencies, Mutation mutation)
{
    public const string Reserve = "reserve";
    public const string Charge = "charge";
    public const string SendReceipt = "send receipt";
    public const string ScoreFraud = "score fraud";

    /// <summary>Takes the steps.</summary>
    /// <returns>What they gave, for the response.</returns>
    public async Task<JsonObject> TakeAsync(string sku, int quantity)
    {
        var order = new JsonObject { ["orderId"] = 1001, ["total"] = 29.99m * quantity };
        foreach (string step in mutation.Steps)
        {
            await TakeAsync(step, sku, quantity, order);
        }

        return order;
    }

    private async Task TakeAsync(string step, string sku, int quantity, JsonObject order)
    {
        switch (step)
        {
            case Reserve:
                JsonNode? reservation = await PostAsync(
                    dependencies.Inventory, "/reservations", new JsonObject { ["sku"] = sku, ["quantity"] = quantity, ["warehouse"] = "north" });
                order["reservation"] = reservation?["reservationId"]?.DeepClone();
                break;
            case Charge:
                var item = new JsonObject { ["sku"] = sku, ["quantity"] = quantity, ["price"] = 29.99m };
                JsonNode? charge = await PostAsync(
                    dependencies.Payments, "/charges", new JsonObject { ["amount"] = 29.99m * quantity, ["currency"] = "EUR", ["items"] = new JsonArray(item) });
                order["charge"] = charge?["chargeId"]?.DeepClone();
                break;
            case SendReceipt:
                using (var form = new FormUrlEncodedContent(mutation.ReceiptForm))
                {
                    using HttpResponseMessage sent = await dependencies.Payments.PostAsync(new Uri("/receipts", UriKind.Relative), form);
                    order["receipt"] = sent.IsSuccessStatusCode;
                }

                break;
            case ScoreFraud:
                using (HttpResponseMessage ignored = await dependencies.Payments.PostAsync(
                    new Uri("http://fraud.test/scores"), JsonContent.Create(new JsonObject { ["sku"] = sku })))
                {
                    // Fraud scoring only informs: whatever comes of it, the order goes on.
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step of a checkout.");
        }
    }

    private static async Task<JsonNode?> PostAsync(HttpClient dependency, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await dependency.PostAsync(new Uri(path, UriKind.Relative), content);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
    }
}
