using System.Text.Json.Nodes;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Printing;

namespace InfernoSim.Tests.Incidents;

/// <summary>What a replay would send again may not end a line of HTTP.</summary>
public sealed class ControlCharacterTests
{
    private static readonly char[] Controls = ['\r', '\n', '\0', '\e', '\a', '\b', '\v', '\u001f', '\u007f'];

    public static TheoryData<string, char> Places
    {
        get
        {
            var places = new TheoryData<string, char>();
            foreach (string place in (string[])["method", "url", "service", "reason", "headers", "responseHeaders", "responseTrailers", "name of a header"])
            {
                foreach (char control in Controls)
                {
                    places.Add(place, control);
                }
            }

            return places;
        }
    }

    public static TheoryData<string> Names => [.. HostileText.All.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_control_character_in_what_is_sent_is_refused_with_its_place(string place, char control)
    {
        using var folder = new TestFolder();
        string log = folder.Write("outbound.log", "\n" + EventWith(place, $"a{control}X-Injected: 1"));

        IncidentFormatException refused = Assert.Throws<IncidentFormatException>(() => IncidentReader.ReadEvents(log, new IncidentReadReport()).ToList());

        Assert.Equal((log, 2), (refused.Path, refused.Line));
        Assert.True(refused.Column > 0);
        Assert.Contains("a control character", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Repair the line, or remove it.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    [Fact]
    public void A_tab_in_the_value_of_a_header_is_read()
    {
        using var folder = new TestFolder();
        string log = folder.Write("outbound.log", EventWith("headers", "a\tb"));

        Assert.Equal(["first", "a\tb"], Assert.Single(IncidentReader.ReadEvents(log, new IncidentReadReport())).Headers.Values("X-Any"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_sent_is_read_as_it_was_recorded(string name)
    {
        using var folder = new TestFolder();
        string log = folder.Write("outbound.log", EventWith("error", HostileText.All[name]));

        Assert.Equal(HostileText.All[name], Assert.Single(IncidentReader.ReadEvents(log, new IncidentReadReport())).Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_is_said_in_one_harmless_line(string name)
    {
        using var folder = new TestFolder();
        string log = folder.Write("outbound.log", EventWith("status", HostileText.All[name]));

        IncidentFormatException refused = Assert.Throws<IncidentFormatException>(() => IncidentReader.ReadEvents(log, new IncidentReadReport()).ToList());

        Assert.Null(Output.ForgeryIn(refused.Message));
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static string EventWith(string place, string value)
    {
        var e = new JsonObject { ["type"] = "OutboundCall", ["timestamp"] = "2026-11-29T01:00:00Z" };
        _ = place switch
        {
            "name of a header" => e["headers"] = new JsonObject { [value] = new JsonArray("x") },
            "headers" or "responseHeaders" or "responseTrailers" => e[place] = new JsonObject { ["X-Any"] = new JsonArray("first", value) },
            _ => e[place] = value,
        };

        // DEL is the one control character that JSON does not escape.
        return e.ToJsonString().Replace("\\u007F", "\u007f", StringComparison.Ordinal) + "\n";
    }
}
