using System.Text;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Dependency calls that are no longer those that were recorded.</summary>
internal static class CallRegressions
{
    private const string Reserve = "POST http://inventory/reservations";
    private const string Charge = "POST http://payments/charges";

    public static IEnumerable<TrustCase> All =>
    [
        New("a missing dependency call", () => Steps(CheckoutSteps.Reserve, CheckoutSteps.SendReceipt), CallMissing, 1, "", Charge, "no such call"),
        New("an extra call to an unknown dependency", () => Steps(CheckoutSteps.Reserve, CheckoutSteps.ScoreFraud, CheckoutSteps.Charge, CheckoutSteps.SendReceipt), CallExtra, 1, "POST http://fraud.test/scores", "no such call", "POST http://fraud.test/scores"),
        New("a dependency call made twice", () => Steps(CheckoutSteps.Reserve, CheckoutSteps.Charge, CheckoutSteps.Charge, CheckoutSteps.SendReceipt), CallDuplicate, 1, "", Charge, "once more than that"),
        New("dependency calls in another order", () => Steps(CheckoutSteps.Charge, CheckoutSteps.Reserve, CheckoutSteps.SendReceipt), CallReordered, 0, "", $"{Reserve}, then {Charge}", $"{Charge} first"),
        New("a dependency call with another path", () => Tamper.Call("/charges", call => call.RequestUri = Tamper.Target(call, pathAndQuery: "/v2/charges")), CallChanged, 1, "path", "/charges", "/v2/charges"),
        New("a dependency call with another query", () => Tamper.Call("/stock/42", call => call.RequestUri = Tamper.Target(call, pathAndQuery: call.RequestUri!.PathAndQuery.Replace("north", "west", StringComparison.Ordinal))), CallChanged, 0, "query/warehouse", "north", "west", Traffic.Product),
        New("a dependency call that lost a query parameter", () => Tamper.Call("/stock/42", call => call.RequestUri = Tamper.Target(call, pathAndQuery: call.RequestUri!.PathAndQuery.Replace("&region=eu", "", StringComparison.Ordinal))), CallChanged, 0, "query/region", "eu", "(absent)", Traffic.Product),
        New("a dependency call with another method", () => Tamper.Call("/reservations", call => call.Method = HttpMethod.Put), CallChanged, 0, "method", "POST", "PUT"),
        New("a dependency call with another body", () => Tamper.CallAt("/charges", WithAnotherAmountAsync), CallChanged, 1, "body/amount", "59.98", "5998"),
        New("a dependency call with another form", () => new Mutation { ReceiptForm = [new("order", "1001"), new("channel", "sms"), new("copy", "yes")] }, CallChanged, 2, "body/channel", "mail", "sms"),
        New("a dependency call without its body", () => Tamper.Call("/reservations", call => call.Content = null), CallChanged, 0, "body", "JSON: {\"sku\":\"42\",\"quantity\":2,\"warehouse\":\"north\"}", "(empty)"),
        New("a retry that is not made", () => new Mutation { SettlementAttempts = 1 }, CallMissing, 1, "", "GET http://payments/settlements/today", "no such call", Traffic.Settlement),
        New("a dependency call made after the response", () => Tamper.At("/checkout", NotifyAfterwardsAsync), CallExtra, 3, "GET http://inventory/notify", "no such call", "GET http://inventory/notify"),
        New("a call to the wrong dependency", () => Tamper.Call("/reservations", call => call.RequestUri = Tamper.Target(call, authority: "warehouse.test")), CallMissing, 0, "", Reserve, "no such call"),
    ];

    private static TrustCase New(string name, Func<Mutation> plant, DivergenceKind kind, int call, string location, string expected, string got, int exchange = Traffic.Checkout) =>
        new(name, plant, ReplayOutcome.FailDiverged, new ExpectedDivergence(kind, exchange, call, location, expected, got));

    private static Mutation Steps(params string[] steps) => new() { Steps = steps };

    private static Task NotifyAfterwardsAsync(HttpContext context, Func<Task> handle)
    {
        var dependencies = context.RequestServices.GetRequiredService<DependencyClients>();
        context.Response.OnCompleted(async () =>
        {
            using HttpResponseMessage ignored = await dependencies.Inventory.GetAsync(new Uri("/notify", UriKind.Relative));
        });
        return handle();
    }

    private static async Task<HttpResponseMessage> WithAnotherAmountAsync(HttpRequestMessage call, SendCall send)
    {
        string body = await call.Content!.ReadAsStringAsync();
        call.Content = new StringContent(body.Replace("59.98", "5998", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        return await send(call);
    }
}
