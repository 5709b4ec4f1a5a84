using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class RecordedBodyTests
{
    [Fact]
    public void A_loaded_incident_does_not_hold_its_bodies()
    {
        using var folder = new TestFolder();
        string large = Convert.ToBase64String(new byte[6_000_000]);
        string[] lines = [.. Enumerable.Range(0, 10).Select(_ => Line($"\"bodyB64\":\"{large}\""))];
        folder.Write("inbound.log", IncidentFolder.Lines(lines));

        Incident incident = IncidentReader.Read(folder.Path);

        var bodies = incident.Exchanges.Select(e => Assert.IsType<FileBackedBody>(e.Request.Body)).ToList();
        Assert.All(bodies, b => Assert.Equal(6_000_000, b.Size));
        Assert.NotSame(Array(bodies[0]), Array(bodies[0]));
    }

    [Fact]
    public void A_file_that_was_changed_is_said()
    {
        using var folder = new TestFolder();
        RecordedBody body = Body(folder, "\"bodyB64\":\"aGVsbG8=\"");
        File.WriteAllText(folder.InboundLog, File.ReadAllText(folder.InboundLog).Replace("aGVsbG8=", "aGVsbG9=", StringComparison.Ordinal));

        var error = Assert.Throws<IncidentFormatException>(() => body.GetBytes());

        Assert.Contains("changed after it was read", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public void A_file_that_was_cut_short_is_said()
    {
        using var folder = new TestFolder();
        RecordedBody body = Body(folder, "\"bodyB64\":\"aGVsbG8=\"");
        File.WriteAllText(folder.InboundLog, "");

        var error = Assert.Throws<IncidentFormatException>(() => body.GetBytes());

        Assert.Contains("changed after it was read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_vanished_is_said()
    {
        using var folder = new TestFolder();
        RecordedBody body = Body(folder, "\"bodyB64\":\"aGVsbG8=\"");
        File.Delete(folder.InboundLog);

        var error = Assert.Throws<IncidentFormatException>(() => body.GetBytes());

        Assert.Contains("cannot be read any more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_grew_still_gives_its_bodies()
    {
        using var folder = new TestFolder();
        RecordedBody body = Body(folder, "\"bodyB64\":\"aGVsbG8=\"");
        File.AppendAllText(folder.InboundLog, Line("\"status\":0") + "\n");

        Assert.Equal("hello"u8.ToArray(), body.GetBytes().ToArray());
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("aGVsbG8")]
    [InlineData("aGVs bG8=")]
    [InlineData("aGVsbG8=aGVs")]
    [InlineData("====")]
    public void Base64_that_is_broken_is_said_when_the_body_is_asked_for(string text)
    {
        using var folder = new TestFolder();
        RecordedBody body = Body(folder, $"\"bodyB64\":\"{text}\"");

        var error = Assert.Throws<IncidentFormatException>(() => body.GetBytes());

        Assert.StartsWith($"{folder.InboundLog}:1: bodyB64 is not base64.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""+/+/""")]
    [InlineData("""\u002b\/\u002B/""")]
    public void Base64_is_decoded_also_where_an_encoder_escaped_it(string text)
    {
        using var folder = new TestFolder();

        RecordedBody body = Body(folder, $"\"bodyB64\":\"{text}\"");

        Assert.Equal(3, body.Size);
        Assert.True(body.IsComplete);
        Assert.Equal([0xfb, 0xff, 0xbf], body.GetBytes().ToArray());
    }

    [Theory]
    [InlineData("\"bodySize\":5,\"bodyB64\":\"aGVsbG8=\"", 5, true)]
    [InlineData("\"bodyB64\":\"aGVsbG8=\"", 5, true)]
    [InlineData("\"bodyB64\":\"aGVsbG8=\",\"bodySize\":9,\"bodyTruncated\":true", 9, false)]
    [InlineData("\"bodyB64\":\"aGVsbG8=\",\"bodyRedacted\":true", 5, false)]
    [InlineData("\"bodySize\":9,\"bodyB64\":\"aGVsbG8=\"", 9, false)]
    [InlineData("\"bodySize\":9", 9, false)]
    [InlineData("\"bodyB64\":\"\"", 0, true)]
    [InlineData("\"status\":0", 0, true)]
    public void A_body_is_complete_when_all_of_its_bytes_were_kept(string fields, long size, bool complete)
    {
        using var folder = new TestFolder();

        RecordedBody body = Body(folder, fields);

        Assert.Equal((size, complete), (body.Size, body.IsComplete));
    }

    [Fact]
    public async Task Bodies_can_be_fetched_by_many_at_once()
    {
        using var folder = new TestFolder();
        string[] lines = [.. Enumerable.Range(0, 50).Select(i => Line($"\"bodyB64\":\"{Convert.ToBase64String(BitConverter.GetBytes(i))}\",\"sequence\":{i}"))];
        Incident incident = folder.Read(lines);

        int[] seen = await Task.WhenAll(incident.Exchanges.Select(e => Task.Run(() => BitConverter.ToInt32(e.Request.Body.GetBytes().Span))));

        Assert.Equal(Enumerable.Range(0, 50), seen);
    }

    private static string Line(string fields) => $$"""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z",{{fields}}}""";

    private static RecordedBody Body(TestFolder folder, string fields) => Assert.Single(folder.Read([Line(fields)]).Exchanges).Request.Body;

    private static byte[] Array(RecordedBody body) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body.GetBytes(), out ArraySegment<byte> bytes) ? bytes.Array! : [];
}
