using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Tests.Replay;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Inspection;

public class IncidentVerificationTests
{
    private static readonly DateTimeOffset Expiry = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly string Token = TokenUntil(Expiry);

    [Fact]
    public void An_incident_without_anything_of_note_is_replayable()
    {
        IncidentVerification verification = Verify(new IncidentBuilder().Exchange("/a").Build());

        Assert.Equal("REPLAYABLE: /incidents/built-in-memory\n", verification.ToText());
        Assert.Empty(verification.Findings);
    }

    [Fact]
    public void A_token_that_the_client_brought_along_makes_a_replay_fail_once_it_has_expired()
    {
        Incident incident = new IncidentBuilder().Exchange("/a", headers: Bearer(Token)).Exchange("/b", headers: Bearer(Token)).Build();

        Assert.DoesNotContain(Verify(incident, Expiry.AddSeconds(-1)).Findings, finding => finding.Kind != FindingKind.Secret);
        Assert.Equal(
            """
            NOT REPLAYABLE AS IT IS: /incidents/built-in-memory

            A REPLAY FAILS BECAUSE
              the token of exchange 1, request, header Authorization and of 1 more expired at 2026-03-04T05:06:07Z (supply one that is good: Headers = Authorization: ...)

            WHOEVER READS IT LEARNS A SECRET
              2 credentials stand in clear, first in exchange 1, request: header Authorization (infernosim scrub takes them out)

            """,
            Verify(incident, Expiry).ToText());
    }

    [Fact]
    public void A_token_that_the_service_gives_out_is_made_anew()
    {
        Incident incident = new IncidentBuilder().Exchange("/login", $$"""{"token":"{{Token}}"}""").Exchange("/a", headers: Bearer(Token)).Build();

        IncidentVerification verification = Verify(incident, Expiry.AddDays(1));

        Assert.True(verification.IsReplayable);
        Assert.Equal(
            "the token of exchange 2, request, header Authorization expired at 2026-03-04T05:06:07Z; a replay sends the one that the service gives out (exchange 1, response, body /token)",
            Assert.Single(verification.Findings, finding => finding.Kind != FindingKind.Secret).What);
        Assert.True(verification.HoldsSecrets);
    }

    [Fact]
    public void A_redacted_credential_has_to_be_supplied_unless_the_service_gives_it_out()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", """{"token":"[REDACTED]"}""", headers: HeaderMap.Of(("X-Api-Key", "[REDACTED]")))
            .Exchange("/a", headers: HeaderMap.Of(("Authorization", "Bearer [REDACTED]"), ("X-Api-Key", "[REDACTED]"), ("Cookie", "sid=[REDACTED]; theme=dark")))
            .Build();

        Assert.Equal(
            [
                "Fails: capture redacted cookie sid in 1 request, first in exchange 2, and the service does not give it out (supply it: Headers = Cookie: sid=...)",
                "Fails: capture redacted X-Api-Key in 2 requests, first in exchange 1, and the service does not give it out (supply it: Headers = X-Api-Key: ...)",
                "Note: 1 redacted credential is given out by the service itself; a replay sends what it gives ()",
            ],
            Describe(incident));
    }

    [Fact]
    public void Bodies_that_were_redacted_or_cut_off_weaken_a_replay_and_none_left_fails_it()
    {
        var redacted = RecordedBody.FromBytes("{}"u8.ToArray(), redacted: true);
        IncidentEvent cut = Call("http://a.test/big") with { ResponseBody = RecordedBody.FromBytes("x"u8.ToArray(), size: 99, truncated: true) };
        IncidentBuilder builder = new IncidentBuilder().Exchange("/a", request: e => e with { Body = redacted }).Exchange("/b", calls: [cut]);

        Assert.Equal(
            [
                "Fails: there is no exchange that can be replayed (record again)",
                "Weakens: 1 exchange not replayed: the request body was redacted by capture ()",
                "Weakens: 1 exchange not replayed: a dependency response was not recorded in full (record with a larger MaxBody; tunnels cannot be replayed) ()",
                "Weakens: 1 answer of a.test came without the body that was sent (record again with a larger MaxBody)",
            ],
            Describe(builder.Build()));
        Assert.True(Verify(builder.Exchange("/c").Build()).IsReplayable);
    }

    [Fact]
    public void Side_effects_failed_and_unattributed_calls_and_a_torn_log_are_told()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", method: "POST", calls: [Call("http://a.test/x", method: "PUT", body: "{}"), Call("http://a.test/y", at: 3, status: 0, error: "timeout: a.test"), Call("http://c.test/z", at: 4, status: 0, error: "connection_reset: c.test") with { InjectionApplied = "dep=c.test reset=100%" }])
            .Exchange("/b", method: "DELETE")
            .Exchange("/c", method: "POST")
            .Unattributed(Call("http://b.test:8080/ping"))
            .Notice("inbound.log:7: the last event is torn, as by a crash; its 12 bytes are left out.")
            .Build();

        Assert.Equal(
            [
                "Weakens: inbound.log:7: the last event is torn, as by a crash; its 12 bytes are left out. ()",
                "Note: 1 call to a.test failed when recorded (timeout: a.test); a replay makes them fail in the same way ()",
                "Note: 1 call to c.test met faults that were injected when recorded (dep=c.test reset=100%), which is not the dependency's own doing; what failed fails in the same way in a replay ()",
                "Note: 1 dependency call named no request and will be matched by content: b.test:8080 (let the service pass traceparent and tracestate on)",
                "Note: requests that may change state in the service and what it owns: DELETE 1, POST 2 (AllowWrites = false leaves them out)",
                "Note: dependency calls that may change state: PUT 1; in a replay none leaves the stub ()",
            ],
            Describe(incident));
    }

    [Fact]
    public void An_incident_without_an_outbound_log_is_told()
    {
        Incident incident = new IncidentBuilder().Exchange("/a").Notice("There is no outbound.log: every call to a dependency will be one that was not recorded.").Build();

        Assert.Equal((FindingKind.MissingDependencies, FindingLevel.Weakens), (Assert.Single(Verify(incident).Findings).Kind, Verify(incident).Findings[0].Level));
    }

    [Fact]
    public void The_json_says_the_same()
    {
        JsonElement json = JsonDocument.Parse(Verify(new IncidentBuilder().Exchange("/a", headers: Bearer(Token)).Build(), Expiry).ToJson()).RootElement;

        Assert.False(json.GetProperty("isReplayable").GetBoolean());
        Assert.Equal(("expiredTokens", "fails"), (json.GetProperty("findings")[0].GetProperty("kind").GetString(), json.GetProperty("findings")[0].GetProperty("level").GetString()));
    }

    private static IEnumerable<string> Describe(Incident incident) => Verify(incident).Findings.Select(finding => $"{finding.Level}: {finding.What} ({finding.Remedy})");

    private static IncidentVerification Verify(Incident incident, DateTimeOffset? now = null) => IncidentVerification.Of(incident, new FakeTimeProvider(now ?? Expiry));

    private static HeaderMap Bearer(string token) => HeaderMap.Of(("Authorization", $"Bearer {token}"));

    private static string TokenUntil(DateTimeOffset expiry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"exp\":{expiry.ToUnixTimeSeconds()}}}"))}.c2ln");
}
