using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>Incidents written by hand in the old schema: read or rejected, and where they can be read, replayed against the real service.</summary>
public class OldIncidentTests
{
    public static TheoryData<string, ReplayOutcome> Readable => new()
    {
        { "paired", ReplayOutcome.PassStrong },
        { "paired-status-only", ReplayOutcome.PassWeak },
        { "combined", ReplayOutcome.PassWeak },
        { "without-sequence", ReplayOutcome.PassStrong },
        { "calls-without-trace-id", ReplayOutcome.PassStrong },
        { "bom", ReplayOutcome.PassStrong },
        { "crlf", ReplayOutcome.PassStrong },
        { "no-final-newline", ReplayOutcome.PassStrong },
        { "torn-tail", ReplayOutcome.PassStrong },
        { "empty", ReplayOutcome.FailNoCoverage },
        { "zero-bytes", ReplayOutcome.FailNoCoverage },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task An_old_incident_is_replayed(string name, ReplayOutcome outcome)
    {
        Incident incident = Read(name);

        ReplaySummary summary = await ReplayAsync(incident, new Mutation());

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Empty(summary.Divergences);
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task A_wrong_status_is_found_with_an_old_incident(string name, ReplayOutcome outcome)
    {
        Incident incident = Read(name);

        ReplaySummary summary = await ReplayAsync(incident, Tamper.Head("/products/43", response => response.StatusCode = 500));

        if (outcome == ReplayOutcome.FailNoCoverage)
        {
            Assert.Equal(ReplayOutcome.FailNoCoverage, summary.Outcome);
            return;
        }

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.ResponseStatus, 1, "200"), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Expected));
    }

    [Fact]
    public async Task A_changed_price_is_found_where_the_old_incident_holds_bodies()
    {
        Incident incident = Read("paired");

        ReplaySummary summary = await ReplayAsync(incident, Tamper.Json("/products/43", product => product["price"] = 30.99m));

        Assert.Equal((ReplayOutcome.FailDiverged, "/price"), (summary.Outcome, summary.FirstDivergence?.Location));
    }

    [Fact]
    public async Task A_changed_call_is_found_where_the_old_call_names_no_request()
    {
        Incident incident = Read("calls-without-trace-id");

        ReplaySummary summary = await ReplayAsync(
            incident, Tamper.Call("/stock/43", call => call.RequestUri = Tamper.Target(call, pathAndQuery: "/stock/43?warehouse=west")));

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallChanged, 1, "query/warehouse"), (summary.FirstDivergence?.Kind, summary.FirstDivergence?.Exchange, summary.FirstDivergence?.Location));
    }

    [Fact]
    public void A_torn_tail_is_said()
    {
        Incident incident = Read("torn-tail");

        Assert.Equal(2, incident.Exchanges.Count);
        Assert.Contains(incident.Notices, notice => notice.Contains("inbound.log:5: the last event is torn", StringComparison.Ordinal));
    }

    [Fact]
    public void A_broken_line_is_rejected_with_file_line_and_column()
    {
        var rejected = Assert.Throws<IncidentFormatException>(() => Read("broken-line"));

        Assert.Equal((2, 75), (rejected.Line, rejected.Column));
        Assert.Contains("inbound.log", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_inbound_log_is_rejected()
    {
        var rejected = Assert.Throws<IncidentFormatException>(() => Read("outbound-only"));

        Assert.Contains("inbound.log", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_ten_megabytes_is_replayed_byte_for_byte()
    {
        using var folder = new TestFolder();
        byte[] cart = Encoding.UTF8.GetBytes($"{{\"note\":\"{new string('x', 7_500_000)}\"}}");
        string line = $$"""{"type":"InboundRequest","timestamp":"2024-03-01T10:00:00Z","method":"PUT","url":"/cart","status":204,"headers":{"Content-Type":["application/json"]},"bodyB64":"{{Convert.ToBase64String(cart)}}"}""";
        folder.Write("inbound.log", line);
        var received = new List<byte[]>();
        Mutation watched = Tamper.At("/cart", async (context, handle) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (received)
            {
                received.Add(body.ToArray());
            }

            await handle();
        });

        ReplaySummary summary = await ReplayAsync(IncidentReader.Read(folder.Path), watched);

        Assert.True(line.Length > 10_000_000);
        Assert.True(summary.Passed, summary.ToText());
        Assert.Equal(4, received.Count);
        Assert.All(received, body => Assert.True(body.AsSpan().SequenceEqual(cart)));
    }

    private static Incident Read(string name) => IncidentReader.Read(Path.Combine(AppContext.BaseDirectory, "incidents", name));

    private static Task<ReplaySummary> ReplayAsync(Incident incident, Mutation mutation) =>
        ReplayedService.ReplayAsync(incident, DependencyAddresses.ByName, mutation, TrustCase.Usual);
}
