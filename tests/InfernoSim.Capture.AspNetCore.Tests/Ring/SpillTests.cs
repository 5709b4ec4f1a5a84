using System.Text;
using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Privacy;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;
using InfernoSim.TestKit.Facts;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Ring;

/// <summary>What does not fit the memory goes to disk, whole, and comes back; whatever the disk does, the memory holds.</summary>
public sealed class SpillTests : IDisposable
{
    private const long MaxMemory = 64 * 1024;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly TestFolder _folder = new();

    private string Folder => _folder.File("spilled");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_does_not_fit_the_memory_comes_back_whole_from_disk()
    {
        ExchangeRing ring = NewRing(maxDisk: 16 * 1024 * 1024);
        await FillAsync(ring, 60);

        using RingSnapshot snapshot = TakeAll(ring);
        string[] lines = [.. snapshot.ReadAll().Select(item => Line(item.Event))];

        Assert.Equal((60, 0, 0), (snapshot.Exchanges, snapshot.Dropped, snapshot.Evicted));
        Assert.Equal((120, 0), (lines.Length, snapshot.Unreadable));
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(2, lines.Count(line => line.Contains($"\"/exchange/{i}\"", StringComparison.Ordinal))));
        Assert.InRange(ring.BytesOnDisk, MaxMemory, 16 * 1024 * 1024);
        Assert.InRange(ring.Bytes, 1, MaxMemory);
    }

    [Fact]
    public async Task The_disk_holds_no_more_than_it_may_and_the_oldest_go_first()
    {
        const long MaxDisk = 128 * 1024;
        ExchangeRing ring = NewRing(MaxDisk);
        await FillAsync(ring, 100);

        using RingSnapshot snapshot = TakeAll(ring);

        Assert.InRange(ring.BytesOnDisk, 1, MaxDisk);
        Assert.InRange(snapshot.Exchanges, 2, 99);
        Assert.Equal((100 - snapshot.Exchanges, 0), (snapshot.Evicted, snapshot.Dropped));
        Assert.Equal(snapshot.Exchanges * 2, snapshot.ReadAll().Count());
        Assert.Equal(_time.Start.AddSeconds(99 - snapshot.Exchanges), snapshot.From);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_to_leaves_all_as_without_it()
    {
        ExchangeRing ring = NewRing(maxDisk: 16 * 1024 * 1024, Path.Combine(_folder.Write("a-file", ""), "spilled"));
        for (int i = 0; i < 60; i++)
        {
            await ExchangeAsync(ring, i);
        }

        await Patience.UntilAsync(() => ring.DiskFailures > 0);
        using RingSnapshot snapshot = TakeAll(ring);

        Assert.InRange(ring.DiskFailures, 1, 60);
        Assert.Equal((60 - snapshot.Exchanges, 0), (snapshot.Evicted, snapshot.Dropped));
        Assert.Equal(snapshot.Exchanges * 2, snapshot.ReadAll().Count());
        Assert.InRange(ring.Bytes, 1, MaxMemory);
    }

    [Fact]
    public async Task What_is_dropped_while_the_disk_cannot_be_written_to_is_not_the_memorys_doing_alone()
    {
        ExchangeRing ring = NewRing(maxDisk: 16 * 1024 * 1024, Path.Combine(_folder.Write("a-file", ""), "spilled"));
        await FillUntilAsync(ring, () => ring.DiskFailures > 0);

        // There is room for one of them.
        Open(ring, "/first").RequestBody.Append(new byte[20_000]);
        Open(ring, "/second").RequestBody.Append(new byte[20_000]);
        using RingSnapshot snapshot = TakeAll(ring);

        Assert.Equal([new DroppedExchanges(DropCause.FailedDisk, 1)], snapshot.Drops);
    }

    [Fact]
    public async Task What_is_dropped_while_the_disk_is_full_is_not_the_memorys_doing_alone()
    {
        ExchangeRing ring = NewRing(maxDisk: 128 * 1024);
        await FillAsync(ring, 30);
        using RingSnapshot reading = TakeAll(ring);

        await FillUntilAsync(ring, () =>
        {
            using RingSnapshot now = TakeAll(ring);
            return now.Drops.Any(drop => drop.Cause == DropCause.FullDisk);
        });

        using RingSnapshot snapshot = TakeAll(ring);
        Assert.Contains(snapshot.Drops, drop => drop.Cause == DropCause.FullDisk);
        Assert.DoesNotContain(snapshot.Drops, drop => drop.Cause == DropCause.FailedDisk);
    }

    [Fact]
    public async Task An_incident_says_why_an_exchange_was_dropped()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (options.MaxMemory, options.MaxBody) = (128 * 1024, int.MaxValue));
        await desk.Client.GetByteArrayAsync("/bytes/1000000");
        await Patience.UntilAsync(() => desk.Ring.Dropped == 1);

        Incident incident = await desk.FreezeAsync();

        Assert.Equal(
            "1 exchange was dropped, with all that belongs to it, since it alone took more than the recorder's memory holds (MaxMemory, MaxBody)",
            Assert.Single(incident.Metadata!.NotRecorded));
    }

    [UnixFact]
    public async Task A_folder_that_vanishes_takes_nothing_with_it()
    {
        ExchangeRing ring = NewRing(maxDisk: 4 * 1024 * 1024);
        await FillAsync(ring, 30);
        Directory.Delete(Folder, recursive: true);
        await FillAsync(ring, 30);

        using RingSnapshot snapshot = TakeAll(ring);

        Assert.Equal((120, 0), (snapshot.ReadAll().Count(), snapshot.Unreadable));
    }

    [Fact]
    public async Task What_is_too_old_leaves_the_disk()
    {
        ExchangeRing ring = NewRing(maxDisk: 16 * 1024 * 1024);
        await FillAsync(ring, 60);
        _time.Advance(Keep + Second);

        await Patience.UntilAsync(() =>
        {
            ring.AgeOut();
            return ring.BytesOnDisk == 0;
        });

        Assert.Equal((0, 0, 0), (ring.BytesOnDisk, ring.Bytes, ring.Count));
    }

    [Fact]
    public async Task What_an_incident_is_being_made_of_stays_until_it_is_read()
    {
        ExchangeRing ring = NewRing(maxDisk: 128 * 1024);
        await FillAsync(ring, 30);
        int read;
        using (RingSnapshot snapshot = TakeAll(ring))
        {
            for (int i = 30; i < 100; i++)
            {
                await ExchangeAsync(ring, i);
                _time.Advance(Second);
            }

            read = snapshot.ReadAll().Count();
            Assert.Equal(0, snapshot.Unreadable);
        }

        Assert.Equal(60, read);
        Assert.InRange(ring.BytesOnDisk, 0, 128 * 1024);
        Assert.InRange(ring.Bytes, 1, MaxMemory);
    }

    [Fact]
    public async Task An_exchange_that_cannot_be_taken_is_left_out_alone_and_its_file_is_given_back()
    {
        var scrubber = new EventScrubber(new SecretTokens(new byte[32]), new SecretMarks(new byte[32]), (_, _) => throw new InvalidOperationException());
        ExchangeRing ring = NewRing(maxDisk: 16 * 1024 * 1024, scrubber: scrubber);
        InboundObservation first = await ExchangeAsync(ring, 0);
        await FillAsync(ring, 30);
        OutboundObservation late = new TrafficRecorder(new RingLog(ring, LogKind.Outbound), new RecorderOptions { Memory = ring }, _time)
            .OpenCall("GET", "http://dependency.test/?password=hunter2", "dependency.test");
        late.BeginRequest(default, HeaderMap.Empty, first.TraceId);
        ring.Open(late);

        using (RingSnapshot snapshot = TakeAll(ring))
        {
            Assert.Equal((60, 0), (snapshot.ReadAll().Count(), snapshot.Unreadable));
            Assert.Equal(30, snapshot.Exchanges);
            Assert.Equal([new DroppedExchanges(DropCause.Fault, 1)], snapshot.Drops);
        }

        _time.Advance(Keep + Second);
        await Patience.UntilAsync(() =>
        {
            ring.AgeOut();
            return ring.BytesOnDisk == 0;
        });
        Assert.Equal(1, ring.Dropped);
    }

    [Fact]
    public async Task An_incident_reaches_further_back_than_the_memory()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (options.MaxMemory, options.MaxDisk) = (128 * 1024, 64 * 1024 * 1024));
        for (int i = 0; i < 40; i++)
        {
            await desk.Client.GetByteArrayAsync("/bytes/8192");
            await Patience.UntilAsync(() => desk.Ring.Bytes <= 64 * 1024);
        }

        Incident incident = await desk.FreezeAsync();
        await desk.StopAsync();

        Assert.Equal(40, incident.Exchanges.Count);
        Assert.All(incident.Exchanges, exchange => Assert.Equal(8192, exchange.Response!.Body.Size));
        Assert.Empty(incident.Metadata!.NotRecorded);
        Assert.True(IncidentVerification.Of(incident, TimeProvider.System).IsReplayable);
        Assert.Single(desk.Frozen);
    }

    private static string Line(SerializedEvent made) => Encoding.UTF8.GetString([.. made.Head, .. "0"u8, .. made.Rest]);

    private ExchangeRing NewRing(long maxDisk, string? folder = null, EventScrubber? scrubber = null) =>
        new(MaxMemory, Keep, _time, scrubber, new SpillStore(folder ?? Folder, maxDisk));

    private RingSnapshot TakeAll(ExchangeRing ring) => ring.Take(DateTimeOffset.MinValue, _time.GetUtcNow());

    // As fast as the disk is.
    private async Task FillAsync(ExchangeRing ring, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await ExchangeAsync(ring, i);
            await Patience.UntilAsync(() => ring.Bytes <= MaxMemory / 2);
            _time.Advance(Second);
        }
    }

    private Task FillUntilAsync(ExchangeRing ring, Func<bool> condition)
    {
        int number = 0;
        return Patience.UntilAsync(async () =>
        {
            await ExchangeAsync(ring, number++);
            _time.Advance(Second);
            return condition();
        });
    }

    private InboundObservation Open(ExchangeRing ring, string target)
    {
        InboundObservation exchange = new TrafficRecorder(new RingLog(ring, LogKind.Inbound), new RecorderOptions { Memory = ring }, _time).OpenExchange("GET", target, "service.test");
        exchange.BeginRequest(default, null);
        ring.Open(exchange);
        return exchange;
    }

    private async Task<InboundObservation> ExchangeAsync(ExchangeRing ring, int number)
    {
        InboundObservation exchange = Open(ring, $"/exchange/{number}");
        exchange.RequestEnded();
        exchange.BeginResponse(200, default);
        exchange.ResponseBody.Append(new byte[2000]);
        await exchange.CompleteAsync();
        ring.Close(exchange);
        return exchange;
    }
}
