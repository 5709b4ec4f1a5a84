using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Requests that carried a key, which capture has redacted and the replay leaves out.</summary>
internal static class RedactedKeys
{
    private static readonly int[] Keyed = [Traffic.Product, Traffic.Prices, Traffic.Settlement, Traffic.Last];

    public static IEnumerable<TrustCase> Regressions =>
    [
        new("a 403 on one route of a service that did without the key", () => Refuses("/prices", 403), ReplayOutcome.FailDiverged, Status(Traffic.Prices, "403")) { Replay = ReplayAsync },
        new("a 401 on a route that did without the key in another request", () => Refuses("/products/44", 401), ReplayOutcome.FailDiverged, NotAsked(Traffic.Last, "44")) { Replay = ReplayAsync },
        new("a 403 wherever the key is missing", () => Refuses(null, 403), ReplayOutcome.FailInvalidEnv, NotAsked(Traffic.Product, "42")) { Replay = ReplayAsync },
    ];

    private static ExpectedDivergence Status(int exchange, string got) => new(DivergenceKind.ResponseStatus, exchange, null, "", "200", got);

    // The service refuses before it asks its dependency.
    private static ExpectedDivergence NotAsked(int exchange, string sku) =>
        new(DivergenceKind.CallMissing, exchange, 0, "", $"GET http://inventory/stock/{sku}?warehouse=north&region=eu", "no such call");

    private static Mutation Refuses(string? path, int status) => new()
    {
        OnRequest = (context, next) =>
        {
            string asked = context.Request.Path.Value!;
            bool isRefused = path is null ? asked is "/products/42" or "/products/44" or "/prices" or "/settlement" : asked == path;
            if (!isRefused)
            {
                return next();
            }

            context.Response.StatusCode = status;
            return Task.CompletedTask;
        },
    };

    private static Task<ReplaySummary> ReplayAsync(RecordedShop shop, TrustCase variant) =>
        ReplayedService.ReplayAsync(WithKeys(shop.Incident), shop.Dependencies, variant.Plant(), variant.Options);

    private static Incident WithKeys(Incident incident) => incident.With(
        [.. incident.Exchanges.Select(exchange => Keyed.Contains(exchange.Index) ? exchange with { Request = WithKey(exchange.Request) } : exchange)],
        incident.UnattributedCalls);

    private static IncidentEvent WithKey(IncidentEvent request) =>
        request with { Headers = new HeaderMap([.. request.Headers, new("X-Api-Key", ["[REDACTED]"])]) };
}
