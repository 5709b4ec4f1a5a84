using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>
/// A service that adds an id, a time and a policy with a nonce to a response, all of them new each time, replayed with the rules that
/// <c>heal</c> writes for them, or with ready sets: what the rules let through, and what they do not.
/// </summary>
internal static class RuleForms
{
    private const string Policy = "Content-Security-Policy";
    private const string RecordedNonce = "k3J9xQ2mZpL7Zq8vB1nM4c";
    private const string AnyId = "\"(a UUID)\"";
    private const string AnyTime = "\"(a time near the clock)\"";

    private static readonly string[] Learnt =
    [
        "json: $.requestId; route: GET /me; only: {uuid}", "json: $.servedAt; route: GET /me; only: {time}", "header: Content-Security-Policy; route: GET /me; only: nonce-{token:22}",
    ];

    private static readonly string[] Sets = ["fresh: guids", "fresh: times", "header: Content-Security-Policy; only: nonce-{token:22}"];

    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("a nil id under the rule for ids there", Learnt, made => made with { Id = () => Guid.Empty.ToString() }, Body("/requestId", AnyId, "\"00000000-0000-0000-0000-000000000000\"")),
        Fails("a nil id under the ready set of GUIDs", Sets, made => made with { Id = () => Guid.Empty.ToString() }, Body("/requestId", AnyId, "\"00000000-0000-0000-0000-000000000000\"")),
        Fails("one id for all, under the rule for ids there", Learnt, OneId, Body("/requestId", AnyId, $"\"(the UUID of another: {ExpectedDivergence.Recorded})\"")),
        Fails("one id for all, under the ready set of GUIDs", Sets, OneId, Body("/requestId", AnyId, $"\"(the UUID of another: {ExpectedDivergence.Recorded})\"")),
        Fails("a word in place of an id", Learnt, made => made with { Id = () => "none" }, Body("/requestId", AnyId, "\"none\"")),
        Fails("a time that was never set, under the rule for times there", Learnt, made => made with { At = () => "0001-01-01T00:00:00" }, Body("/servedAt", AnyTime, "\"0001-01-01T00:00:00\"")),
        Fails("a time that was never set, under the ready set of times", Sets, made => made with { At = () => "0001-01-01T00:00:00" }, Body("/servedAt", AnyTime, "\"0001-01-01T00:00:00\"")),
        Fails("a time of the last century, under the rule for times there", Learnt, made => made with { At = () => "1970-01-01T00:00:00Z" }, Body("/servedAt", AnyTime, "\"1970-01-01T00:00:00Z\"")),
        Fails("a policy that allows every source, beside its nonce", Learnt, made => made with { Policy = nonce => $"script-src * 'nonce-{nonce}'" }, Head("script-src * 'nonce-(a token of 22 characters)'")),
        Fails("a policy without its nonce", Learnt, made => made with { Policy = _ => "script-src 'self'" }, Head("script-src 'self'")),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Passes("a fresh id, time and nonce under the rules for them", Learnt),
        Passes("a fresh id and time under ready sets", Sets),
    ];

    private static TrustCase Fails(string name, string[] rules, Func<Made, Made> change, ExpectedDivergence first) =>
        new(name, () => Plant(change(new Made())), ReplayOutcome.FailDiverged, first) { Options = Ignoring(rules), Replay = ReplayAsync };

    private static TrustCase Passes(string name, string[] rules) => new(name, () => Plant(new Made()), ReplayOutcome.PassStrong) { Options = Ignoring(rules), Replay = ReplayAsync };

    private static Planning.ReplayOptions Ignoring(string[] rules) => TrustCase.Usual with { Ignore = [.. rules.Select(NoiseRule.Parse)] };

    private static ExpectedDivergence Body(string location, string expected, string got) => new(ResponseBody, Traffic.Me, null, location, expected, got);

    private static ExpectedDivergence Head(string got) => new(ResponseHeader, Traffic.Me, null, Policy, "script-src 'self' 'nonce-(a token of 22 characters)'", got);

    private static Made OneId(Made made)
    {
        string one = made.Id();
        return made with { Id = () => one };
    }

    private static Mutation Plant(Made made) => Tamper.Response("/me", (context, body) =>
    {
        context.Response.Headers.ContentSecurityPolicy = made.Policy(made.Nonce());
        return With(body, made.Id(), made.At());
    });

    private static Task<ReplaySummary> ReplayAsync(RecordedShop shop, TrustCase variant) => ReplayedService.ReplayAsync(
        shop.Incident.With(
            [.. shop.Incident.Exchanges.Select(exchange => exchange.Index == Traffic.Me ? exchange with { Response = Recorded(exchange.Response!) } : exchange)],
            shop.Incident.UnattributedCalls),
        shop.Dependencies,
        variant.Plant(),
        variant.Options);

    private static IncidentEvent Recorded(IncidentEvent response) => response with
    {
        Headers = new HeaderMap([.. response.Headers, new(Policy, [new Made().Policy(RecordedNonce)])]),
        Body = RecordedBody.FromBytes(With(
            response.Body.GetBytes().ToArray(),
            "1c0f7a52-0f8e-4a49-9d6c-2d1b8a1f0c11",
            response.Timestamp.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture))),
    };

    private static byte[] With(byte[] body, string id, string at)
    {
        JsonObject content = JsonNode.Parse(body)!.AsObject();
        content["requestId"] = id;
        content["servedAt"] = at;
        return Encoding.UTF8.GetBytes(content.ToJsonString());
    }

    /// <summary>What the service makes for each response.</summary>
    private sealed record Made
    {
        public Func<string> Id { get; init; } = () => Guid.NewGuid().ToString();

        public Func<string> At { get; init; } = () => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

        public Func<string> Nonce { get; init; } = () => Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=');

        public Func<string, string> Policy { get; init; } = nonce => $"script-src 'self' 'nonce-{nonce}'";
    }
}
