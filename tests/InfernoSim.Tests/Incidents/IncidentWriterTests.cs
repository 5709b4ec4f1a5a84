using System.Text;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Tests.Incidents;

public class IncidentWriterTests
{
    private static readonly IncidentMetadata Metadata = new()
    {
        CapturedAt = new DateTimeOffset(2026, 11, 23, 19, 33, 15, TimeSpan.FromHours(1)),
        Env = "staging",
        Host = "shop-1",
    };

    [Fact]
    public async Task A_recorded_folder_is_read_back()
    {
        using var folder = new TestFolder();
        await RecordAsync(folder.Path, append: false, inbound: 2, outbound: 3);

        Incident incident = IncidentReader.Read(folder.Path);

        Assert.Equal(2, incident.Exchanges.Count);
        Assert.Equal((2L, 3L, 1), (incident.Metadata!.InboundCount, incident.Metadata.OutboundCount, incident.Metadata.Schema));
        Assert.Equal(Metadata.CapturedAt, incident.Metadata.CapturedAt);
        Assert.Equal(("staging", "shop-1"), (incident.Metadata.Env, incident.Metadata.Host));
    }

    [Fact]
    public async Task The_metadata_has_the_names_the_Go_tool_uses()
    {
        using var folder = new TestFolder();

        await RecordAsync(folder.Path, append: false, inbound: 1, outbound: 0);

        Assert.Equal(
            """
            {
              "captured_at": "2026-11-23T18:33:15Z",
              "env": "staging",
              "host": "shop-1",
              "inbound_count": 1,
              "outbound_count": 0,
              "schema": 1
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder.File("incident.json")));
    }

    [Fact]
    public async Task A_folder_that_holds_a_recording_is_refused_unless_it_is_to_be_continued()
    {
        using var folder = new TestFolder();
        await RecordAsync(folder.Path, append: false, inbound: 0, outbound: 0);

        var refused = Assert.Throws<IncidentFormatException>(() => IncidentWriter.Open(folder.Path));

        Assert.Contains("Continue it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_is_continued_counts_all_its_events_and_keeps_what_it_does_not_know()
    {
        using var folder = new TestFolder();
        await RecordAsync(folder.Path, append: false, inbound: 2, outbound: 1);
        folder.Write("incident.json", """{"captured_at":"2020-01-01T00:00:00Z","team":{"name":"shop"},"env":"old"}""");

        await RecordAsync(folder.Path, append: true, inbound: 3, outbound: 1);

        IncidentMetadata metadata = IncidentReader.Read(folder.Path).Metadata!;
        Assert.Equal((5L, 2L, "staging"), (metadata.InboundCount, metadata.OutboundCount, metadata.Env));
        Assert.Equal("team={\"name\":\"shop\"}", Assert.Single(metadata.UnknownMembers.Select(m => $"{m.Key}={Encoding.UTF8.GetString(m.Value.Span)}")));
    }

    [Fact]
    public async Task Folder_and_files_are_the_owners_alone_and_nothing_else_is_left()
    {
        using var folder = new TestFolder();
        string recording = folder.File("a/recording");

        await RecordAsync(recording, append: false, inbound: 1, outbound: 1);

        Assert.Equal([".gitignore", "inbound.log", "incident.json", "outbound.log"], Directory.GetFileSystemEntries(recording).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(recording));
            foreach (string file in Directory.GetFiles(recording))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Room_for_what_is_known_at_the_end_is_kept_from_the_start_and_given_back_where_there_is_no_end()
    {
        using var folder = new TestFolder();
        string room = folder.File("incident.json.room");
        var writer = IncidentWriter.Open(folder.Path);
        bool isThere = new FileInfo(room).Length >= 32 * 1024;
        bool isNamed = MetadataFile.RoomsIn(folder.Path).SequenceEqual(["incident.json.room"]);

        await writer.DisposeAsync();

        Assert.Equal((true, true, false), (isThere, isNamed, File.Exists(room)));
        Assert.False(File.Exists(folder.File(IncidentFiles.Metadata)));
    }

    [SmallDiskFact]
    public async Task On_a_full_disk_a_recording_that_is_continued_tells_what_it_lost()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        await RecordAsync(disk.Path, append: false, inbound: 2, outbound: 1);
        await using var writer = IncidentWriter.Open(disk.Path, append: true);
        disk.Fill();

        await writer.CompleteAsync(Metadata with { NotRecorded = [new string('x', 20_000)] }, new LostEvents(Inbound: 5, Outbound: 0, Sql: 0));

        Incident incident = IncidentReader.Read(disk.Path);
        Assert.Equal("inbound.log: 5 events are missing at the end (incident.json counts 7)", Assert.Single(incident.Losses).ToString());
        Assert.Equal(20_000, Assert.Single(incident.Metadata!.NotRecorded).Length);
    }

    [Fact]
    public async Task When_one_log_cannot_be_opened_the_other_is_let_go()
    {
        using var folder = new TestFolder();
        await using (IncidentLogWriter.Open(folder.OutboundLog))
        {
            Assert.Throws<IncidentFormatException>(() => IncidentWriter.Open(folder.Path));
        }

        await RecordAsync(folder.Path, append: false, inbound: 1, outbound: 0);

        Assert.Single(IncidentReader.Read(folder.Path).Exchanges);
    }

    [Theory]
    [InlineData("{\"env\":", 1, "Expected a JSON object.")]
    [InlineData("[]", 0, "the file is [], expected a JSON object.")]
    [InlineData("{\"inbound_count\":\"7\"}", 0, "inbound_count is \"7\", expected a whole number.")]
    [InlineData("{\"captured_at\":\"noon\"}", 0, "captured_at is \"noon\", expected an RFC 3339 date-time.")]
    [InlineData("{\"env\":1}", 0, "env is 1, expected a string.")]
    [InlineData("{\"schema\":2}", 0, "schema is 2, and this version reads 1.")]
    public void Broken_metadata_is_an_error_for_readers_and_for_those_who_would_continue(string json, long line, string problem)
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", "");
        folder.Write("incident.json", json);

        var read = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));
        var appended = Assert.Throws<IncidentFormatException>(() => IncidentWriter.Open(folder.Path, append: true));

        Assert.Contains(problem, read.Message, StringComparison.Ordinal);
        Assert.Equal(line, read.Line);
        Assert.Equal(read.Message, appended.Message);
    }

    // Of one that was killed nobody knows whether it put tokens in place of secrets.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, null)]
    public async Task A_continued_recording_that_put_no_tokens_in_place_of_secrets_speaks_for_the_whole_where_the_first_part_did(bool isKilled, bool? expected)
    {
        using var folder = new TestFolder();
        var privacy = new IncidentPrivacy([], null) { HoldsTokens = false };
        await RecordAsync(folder.Path, append: false, inbound: 1, outbound: 0, privacy);
        if (isKilled)
        {
            File.Delete(folder.File(IncidentFiles.Metadata));
        }

        await RecordAsync(folder.Path, append: true, inbound: 1, outbound: 0, privacy);

        Assert.Equal(expected, MetadataFile.Read(folder.Path)!.Privacy!.HoldsTokens);
    }

    private static async Task RecordAsync(string folder, bool append, int inbound, int outbound, IncidentPrivacy? privacy = null)
    {
        await using var writer = IncidentWriter.Open(folder, append);
        for (int i = 0; i < inbound; i++)
        {
            await writer.Inbound.AppendAsync(IncidentLogWriterTests.Event($"t{i}"));
        }

        for (int i = 0; i < outbound; i++)
        {
            await writer.Outbound.AppendAsync(IncidentLogWriterTests.Event($"t{i}") with { Type = IncidentEventType.OutboundCall });
        }

        await writer.CompleteAsync(Metadata with { Privacy = privacy });
    }
}
