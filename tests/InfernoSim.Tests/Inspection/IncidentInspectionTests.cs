using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Tests.Replay;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Inspection;

public class IncidentInspectionTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk";

    [Fact]
    public void The_timeline_has_every_request_with_its_calls_and_which_of_them_overlapped()
    {
        Assert.Equal(
            """
            INCIDENT /incidents/built-in-memory
              3 requests, 4 dependency calls (1 of no request), 2 chains

            TIMELINE
              1. +0.0 ms  POST /orders: 201, 10.0 ms
                   call 1. +1.0 ms  GET http://a.test/x: 200, 4.0 ms
                   call 2. +2.0 ms  GET http://a.test/y: failed (timeout: a.test), 1.5 ms, while 1 was in flight
                   call 3. +6.0 ms  GET http://a.test/z: 200, 1.0 ms
              2. +20.0 ms  GET /orders/0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34: 200, 10.0 ms
              3. +40.0 ms  GET /late: no response recorded

            DEPENDENCY CALLS OF NO REQUEST
              call 1. +7.0 ms  GET http://b.test/ping: 200, 1.0 ms

            CHAINS (values that the service issues in every replay; a replay carries each worker's own forward)
              1. exchange 1, response, body /id: 0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34
                   -> exchange 2, request, path segment 2
              2. exchange 1, response, body /token: eyJ… (48 characters)
                   -> exchange 2, request, header Authorization

            NOTICES
              a notice

            """,
            IncidentInspection.Of(Shop()).ToText());
    }

    [Fact]
    public void The_same_is_in_the_json()
    {
        JsonElement json = JsonDocument.Parse(IncidentInspection.Of(Shop()).ToJson()).RootElement;

        Assert.Equal(3, json.GetProperty("exchanges").GetArrayLength());
        Assert.Equal([1], json.GetProperty("exchanges")[0].GetProperty("calls")[1].GetProperty("overlaps").EnumerateArray().Select(call => call.GetInt32()));
        Assert.Equal("exchange 2, request, path segment 2", json.GetProperty("chains")[0].GetProperty("sinks")[0].GetString());
        Assert.DoesNotContain("c2lnbmVk", json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_incident_that_holds_nothing_is_shown_as_such()
    {
        Assert.Contains("0 requests, 0 dependency calls (0 of no request), 0 chains", IncidentInspection.Of(new IncidentBuilder().Build()).ToText(), StringComparison.Ordinal);
    }

    private static Incident Shop() => new IncidentBuilder()
        .Exchange(
            "/orders",
            $$"""{"id":"{{Id}}","token":"{{Jwt}}"}""",
            method: "POST",
            status: 201,
            calls: [Call("http://a.test/x", took: 4), Call("http://a.test/y", at: 2, took: 1.5, status: 0, error: "timeout: a.test"), Call("http://a.test/z", at: 6)])
        .Exchange($"/orders/{Id}", headers: HeaderMap.Of(("Authorization", $"Bearer {Jwt}")))
        .Exchange("/late", response: _ => null)
        .Unattributed(Call("http://b.test/ping", at: 7))
        .Notice("a notice")
        .Build();
}
