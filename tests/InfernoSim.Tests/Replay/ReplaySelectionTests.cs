using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class ReplaySelectionTests
{
    private static readonly RecordedBody Truncated = RecordedBody.FromBytes("ab"u8.ToArray(), size: 5, truncated: true);

    public static TheoryData<string, IncidentBuilder> LeftOut => new()
    {
        { "tunnels and protocol upgrades", Second(method: "CONNECT", target: "a.test:443") },
        { "tunnels and protocol upgrades", Second(response: r => r with { Status = 101 }) },
        { "not valid in HTTP", Second(method: "BAD METHOD") },
        { "not valid in HTTP", Second(method: "") },
        { "the request body was redacted", Second(request: r => r with { Body = RecordedBody.FromBytes("x"u8.ToArray(), redacted: true) }) },
        { "the request body was not recorded in full", Second(request: r => r with { Body = Truncated }) },
        { "a dependency response was not recorded in full", Second(call: c => c with { ResponseBody = Truncated }) },
        { "a dependency response was not recorded in full", Second(call: c => c with { ResponseBody = RecordedBody.NotRecorded }) },
        { "a dependency response was not recorded in full", Second(call: c => c with { Method = "CONNECT", Url = "a.test:443" }) },
        { "a dependency response was not recorded in full", Second(call: c => c with { Status = 0, Error = "capture_stopped: a.test" }) },
    };

    [Theory]
    [MemberData(nameof(LeftOut))]
    public void An_exchange_that_cannot_be_replayed_is_left_out_and_said(string reason, IncidentBuilder incident)
    {
        ReplaySelection selection = ReplaySelection.Of(incident.Build(), new ReplayOptions());

        Assert.Equal(["/first", "/third"], selection.Exchanges.Select(exchange => exchange.Request.Url));
        NotTested said = Assert.Single(selection.NotTested);
        Assert.StartsWith("1 exchange not replayed: ", said.What, StringComparison.Ordinal);
        Assert.Contains(reason, said.What, StringComparison.Ordinal);
        Assert.True(said.WeakensVerdict);
    }

    [Fact]
    public void A_call_that_failed_or_was_cut_short_can_be_replayed_as_it_was()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [IncidentBuilder.Call("http://a.test/", status: 0, error: "connection_refused: a.test")])
            .Exchange("/b", calls: [IncidentBuilder.Call("http://a.test/") with { Error = "connection_reset: a.test", ResponseBody = Truncated }])
            .Exchange("/c", calls: [IncidentBuilder.Call("http://a.test/", status: 0, error: "client_aborted: a.test")])
            .Build();

        ReplaySelection selection = ReplaySelection.Of(incident, new ReplayOptions());

        Assert.Equal(3, selection.Exchanges.Count);
        Assert.Empty(selection.NotTested);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("TRACE", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", false)]
    [InlineData("PATCH", false)]
    [InlineData("get", false)]
    [InlineData("PURGE", false)]
    public void Safe_mode_keeps_only_methods_that_are_safe(string method, bool isKept)
    {
        ReplaySelection selection = ReplaySelection.Of(new IncidentBuilder().Exchange("/", method: method).Build(), new ReplayOptions { AllowWrites = false });

        Assert.Equal(isKept ? 1 : 0, selection.Exchanges.Count);
        Assert.Equal(!isKept, selection.NotTested.Any(item => item.What.Contains("AllowWrites = false", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, false)]
    [InlineData(99, 3, false)]
    public void Max_events_keeps_the_first_exchanges_and_says_what_is_beyond(int maxEvents, int kept, bool isSaid)
    {
        ReplaySelection selection = ReplaySelection.Of(Second().Build(), new ReplayOptions { MaxEvents = maxEvents });

        Assert.Equal(kept, selection.Exchanges.Count);
        Assert.Equal(isSaid ? ["1 exchange not replayed: beyond MaxEvents = 2"] : [], selection.NotTested.Select(item => item.What));
    }

    [Fact]
    public void Exchanges_left_out_for_one_reason_are_counted_together()
    {
        Incident incident = new IncidentBuilder().Exchange("/a", method: "POST").Exchange("/b").Exchange("/c", method: "PUT").Build();

        ReplaySelection selection = ReplaySelection.Of(incident, new ReplayOptions { AllowWrites = false });

        Assert.StartsWith("2 exchanges not replayed: ", Assert.Single(selection.NotTested).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_without_an_owner_are_not_missed_where_their_owner_may_be_left_out()
    {
        Incident incident = Second().Unattributed(IncidentBuilder.Call("http://a.test/")).Build();

        ReplaySelection whole = ReplaySelection.Of(incident, new ReplayOptions());
        ReplaySelection part = ReplaySelection.Of(incident, new ReplayOptions { MaxEvents = 1 });

        Assert.True(whole.ExpectsUnattributedCalls);
        Assert.False(part.ExpectsUnattributedCalls);
        Assert.Contains(part.NotTested, item => item.What.Contains("1 dependency calls that name no exchange", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_response_that_its_client_left_what_had_come_is_enough_to_compare()
    {
        IncidentBuilder incident = Second(response: r => r with { Error = "client_aborted: shop.test", Body = RecordedBody.FromBytes("data: 1\n\n"u8.ToArray(), truncated: true) });

        Assert.Empty(ReplaySelection.Of(incident.Build(), new ReplayOptions()).NotTested);
    }

    [Fact]
    public void A_response_without_headers_and_body_is_known_where_the_recording_says_that_it_holds_all()
    {
        static IncidentBuilder Empty(bool isCaptured) =>
            Second(response: r => r with { Headers = HeaderMap.Empty, Body = RecordedBody.None, ResponseCaptured = isCaptured });

        Assert.Empty(ReplaySelection.Of(Empty(isCaptured: true).Build(), new ReplayOptions()).NotTested);
        Assert.Equal(2, ReplaySelection.Of(Empty(isCaptured: false).Build(), new ReplayOptions()).NotTested.Count);
    }

    [Theory]
    [InlineData("no response", "none was recorded")]
    [InlineData("capture ended", "none was recorded")]
    [InlineData("no body", "the recording holds neither bytes nor hash")]
    [InlineData("client gave up in the middle", "the recording holds neither bytes nor hash")]
    public void What_cannot_be_compared_is_said_though_it_is_replayed(string what, string reason)
    {
        IncidentBuilder incident = Second(response: r => what switch
        {
            "no response" => null,
            "capture ended" => r with { Status = 0, Error = "capture_stopped: shop.test", Body = RecordedBody.None },
            "no body" => r with { Body = RecordedBody.None },
            _ => r with { Error = "client_aborted: shop.test", Body = Truncated },
        });

        ReplaySelection selection = ReplaySelection.Of(incident.Build(), new ReplayOptions());

        Assert.Equal(3, selection.Exchanges.Count);
        NotTested said = Assert.Single(selection.NotTested);
        Assert.Contains(reason, said.What, StringComparison.Ordinal);
        Assert.True(said.WeakensVerdict);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public void A_response_that_has_no_body_by_its_kind_lacks_none(string method, int status)
    {
        Incident incident = new IncidentBuilder().Exchange("/", method: method, status: status, answer: "").Build();

        Assert.Empty(ReplaySelection.Of(incident, new ReplayOptions()).NotTested);
    }

    private static IncidentBuilder Second(
        string method = "GET",
        string target = "/second",
        Func<IncidentEvent, IncidentEvent>? request = null,
        Func<IncidentEvent, IncidentEvent?>? response = null,
        Func<IncidentEvent, IncidentEvent>? call = null) =>
        new IncidentBuilder()
            .Exchange("/first")
            .Exchange(target, method: method, request: request, response: response, calls: call is null ? [] : [call(IncidentBuilder.Call("http://a.test/"))])
            .Exchange("/third");
}
