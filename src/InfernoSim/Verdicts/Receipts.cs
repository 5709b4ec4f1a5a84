using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>Writes receipts.</summary>
internal static class Receipts
{
    private static readonly string Engine = typeof(Receipts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Of a replay.</summary>
    /// <param name="observed">What was observed.</param>
    public static Receipt Of(ReplayObservations observed)
    {
        ReplayPlan plan = observed.Plan;
        long workers = (long)observed.Parts.Runs.Count * plan.Options.Fanout;
        CallMatching matching = observed.Matching;
        long expected = plan.ExpectedCalls * workers;
        return new Receipt
        {
            Incident = plan.Incident.ContentHash,
            Rules = Hash(string.Join('\n', plan.Options.Ignore)),
            Options = Hash(plan.OptionsKey),
            Engine = Engine,
            Exchanges = new ReceiptExchanges(
                plan.Exchanges.Length * workers,
                observed.Responses,
                Math.Min(observed.Responses, plan.Exchanges.Count(IsWhollyCompared) * workers),
                plan.Incident.Exchanges.Count - plan.Exchanges.Length,
                observed.Resent),
            Calls = new ReceiptCalls(
                expected,
                observed.Answered,
                Math.Max(0, expected - observed.Answered - matching.Overridden),
                matching.Overridden,
                matching.Unmatched,
                matching.ByContent,
                matching.Ambiguous)
            {
                Statements = plan.ExpectedStatements * workers,
            },
            Ignored = [.. observed.Noise.Select(noise => new ReceiptRule(noise.Rule, noise.Ignored))],
        };
    }

    private static bool IsWhollyCompared(PlannedExchange exchange) =>
        RecordedResponse.CanCompare(exchange.Recorded) && RecordedResponse.CanCompareHeaders(exchange.Recorded) && RecordedResponse.CanCompareBody(exchange.Recorded);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
