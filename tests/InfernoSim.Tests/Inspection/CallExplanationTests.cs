using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Tests.Replay;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Inspection;

public class CallExplanationTests
{
    private const string File = "http://files.test/a.bin";

    [Fact]
    public void Every_recorded_call_is_named_with_why_it_is_equal_or_where_it_differs()
    {
        string text = CallExplanation.Of(Ranges(), 1, 2, url: null, []).ToText();

        Assert.Equal(
            $"""
            exchange 1 (GET /download), dependency call 2: GET {File}
              call 1 (GET {File}): differs at header/Range: expected bytes=0-9, got bytes=10-19
              call 2 (GET {File}): equal, answered 200
              call 3 (GET http://files.test/b.bin): differs at path: expected /b.bin, got /a.bin
              call 1 of no exchange (GET http://config.test/): differs at host: expected config.test:80, got files.test:80
            It is answered from the first of the equal calls that is not answered yet: call 2.

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Theory]
    [InlineData(null, "Range: bytes=0-9", "call 1.")]
    [InlineData(null, "Range: bytes=90-99", "refused with 502 and reported.")]
    [InlineData("http://files.test/b.bin", "Range:", "call 3.")]
    [InlineData("http://config.test/", "Range:", "answered from the calls of no exchange.")]
    public void A_call_may_ask_for_something_else(string? url, string header, string end)
    {
        string[] parts = header.Split(':', 2, StringSplitOptions.TrimEntries);

        string text = CallExplanation.Of(Ranges(), 1, 2, url, [new(parts[0], parts[1])]).ToText();

        Assert.EndsWith(end + "\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 1, "There is no exchange 2 that is replayed; infernosim inspect lists 1.")]
    [InlineData(1, 4, "Exchange 1 (GET /download) has no dependency call 4; it has 3.")]
    public void A_call_that_is_not_there_is_refused(int exchange, int call, string message)
    {
        ReplayConfigurationException problem = Assert.Throws<ReplayConfigurationException>(() => CallExplanation.Of(Ranges(), exchange, call, null, []));

        Assert.Equal(message, problem.Message);
    }

    private static Incident Ranges() => new IncidentBuilder()
        .Exchange("/download", calls:
        [
            Call(File) with { Headers = HeaderMap.Of(("Range", "bytes=0-9")) },
            Call(File, at: 2) with { Headers = HeaderMap.Of(("Range", "bytes=10-19")) },
            Call("http://files.test/b.bin", at: 3),
        ])
        .Unattributed(Call("http://config.test/", at: 50))
        .Build();
}
