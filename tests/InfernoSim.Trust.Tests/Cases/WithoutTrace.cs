using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>A service that passes no trace context on, recorded and replayed, as many in other languages.</summary>
internal static class WithoutTrace
{
    private const string Reserve = "POST http://inventory/reservations";
    private const string Charge = "POST http://payments/charges";
    private const string Score = "POST http://fraud.test/scores";

    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("without trace context: dependency calls in another order", new Mutation { Steps = [CheckoutSteps.Charge, CheckoutSteps.Reserve, CheckoutSteps.SendReceipt] }, Call(CallReordered, Traffic.Checkout, 0, "", $"{Reserve}, then {Charge}", $"{Charge} first")),
        Fails("without trace context: a missing dependency call", new Mutation { Steps = [CheckoutSteps.Reserve, CheckoutSteps.SendReceipt] }, Call(CallMissing, Traffic.Checkout, 1, "", Charge, "no such call")),
        Fails("without trace context: a dependency call made twice", new Mutation { Steps = [CheckoutSteps.Reserve, CheckoutSteps.Charge, CheckoutSteps.Charge, CheckoutSteps.SendReceipt] }, Call(CallDuplicate, Traffic.Checkout, 1, "", Charge, "once more than that")),
        Fails("without trace context: a dependency call with another form", new Mutation { ReceiptForm = [new("order", "1001"), new("channel", "sms"), new("copy", "yes")] }, Call(CallChanged, Traffic.Checkout, 2, "body/channel", "mail", "sms")),
        Fails("without trace context: an extra call to an unknown dependency", new Mutation { Steps = [.. Mutation.RecordedSteps, CheckoutSteps.ScoreFraud] }, Call(CallExtra, Traffic.Checkout, 3, Score, "no such call", Score)),
        Fails("without trace context: a retry that is not made", new Mutation { SettlementAttempts = 1 }, Call(CallMissing, Traffic.Settlement, 1, "", "GET http://payments/settlements/today", "no such call")),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        new("nothing at all, recorded and replayed without trace context", () => Silent(new Mutation()), ReplayOutcome.PassStrong) { Options = OneByOne, Replay = ReplayAsync },
        new("without trace context: parallel dependency calls backwards", () => Silent(new Mutation { QuotesBackwards = true }), ReplayOutcome.PassStrong) { Options = OneByOne, Replay = ReplayAsync },
    ];

    private static ReplayOptions OneByOne => TrustCase.Usual with { Fanout = 1 };

    private static TrustCase Fails(string name, Mutation planted, ExpectedDivergence first) =>
        new(name, () => Silent(planted), ReplayOutcome.FailDiverged, first) { Options = OneByOne, Replay = ReplayAsync };

    private static ExpectedDivergence Call(DivergenceKind kind, int exchange, int call, string location, string expected, string got) => new(kind, exchange, call, location, expected, got);

    private static Mutation Silent(Mutation planted) => planted with { OnTransport = transport => transport.ActivityHeadersPropagator = null };

    private static Task<ReplaySummary> ReplayAsync(RecordedShop shop, TrustCase variant) =>
        ReplayedService.ReplayAsync(Untraced(shop.Incident), shop.Dependencies, variant.Plant(), variant.Options);

    // As the reader gives it where calls carry no id: they are calls of no exchange.
    private static Incident Untraced(Incident incident) => incident.With(
        [.. incident.Exchanges.Select(exchange => exchange with { Calls = [] })],
        [.. incident.Exchanges.SelectMany(exchange => exchange.Calls).Select(call => call with { TraceId = null }).OrderBy(call => call.Timestamp.UnixNanoseconds)]);
}
