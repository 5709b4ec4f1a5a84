using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>A body of which the recording holds the beginning, its length and its hash.</summary>
internal static class LongBodies
{
    private const int Limit = 20;

    public static IEnumerable<TrustCase> Regressions =>
    [
        new("a change beyond the part of a body that was recorded", () => Tamper.Text("/checkout", body => body.Replace("r-9", "r-8", StringComparison.Ordinal)), ReplayOutcome.FailDiverged, new(DivergenceKind.ResponseBody, Traffic.Checkout, null, "", "81 bytes, SHA-256 2d6f0494690bb304ecb20c2dc40ff778f9c03f2ac481da5f529dfc87775712b3", "81 bytes, SHA-256 da028374632bf17835d1b4d1b7c39d16d1b2c74ece39aa46b416bbfcfdd7a9e7"))
        {
            Replay = ReplayAsync,
        },
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        new("nothing at all, with a body of which only a part was recorded", () => new Mutation(), ReplayOutcome.PassStrong) { Replay = ReplayAsync },
    ];

    private static Task<ReplaySummary> ReplayAsync(RecordedShop shop, TrustCase variant) =>
        ReplayedService.ReplayAsync(Cut(shop.Incident), shop.Dependencies, variant.Plant(), variant.Options);

    private static Incident Cut(Incident incident) => incident.With(
        [.. incident.Exchanges.Select(exchange => exchange.Index == Traffic.Checkout ? exchange with { Response = Cut(exchange.Response!) } : exchange)],
        incident.UnattributedCalls);

    private static IncidentEvent Cut(IncidentEvent response)
    {
        ReadOnlyMemory<byte> body = response.Body.GetBytes();
        return response with
        {
            Body = RecordedBody.FromBytes(body[..Limit], body.Length, Convert.ToHexStringLower(SHA256.HashData(body.Span)), truncated: true),
        };
    }
}
