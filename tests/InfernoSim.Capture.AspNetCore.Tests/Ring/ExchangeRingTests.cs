using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Incidents;
using InfernoSim.Privacy;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;
using InfernoSim.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Ring;

/// <summary>Exchanges are kept whole, or not at all.</summary>
public sealed class ExchangeRingTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void An_exchange_ages_out_with_all_that_belongs_to_it()
    {
        ExchangeRing ring = NewRing();
        Finish(ring, Begin(ring, "/old", out _), calls: 3);

        _time.Advance(Keep + Second);
        Finish(ring, Begin(ring, "/new", out _), calls: 0);

        RingSnapshot snapshot = TakeAll(ring);
        Assert.Equal((1, 2), (snapshot.Exchanges, snapshot.ReadAll().Count()));
    }

    [Fact]
    public void The_age_of_an_exchange_is_that_of_its_end()
    {
        ExchangeRing ring = NewRing();
        InboundObservation slow = Begin(ring, "/slow", out TrafficRecorder recorder);
        Call(ring, recorder, slow);
        _time.Advance(Keep * 2);

        Finish(ring, slow, calls: 0);

        Assert.Equal((1, 3), (TakeAll(ring).Exchanges, TakeAll(ring).ReadAll().Count()));
    }

    [Fact]
    public void Nothing_that_was_said_of_an_exchange_holds_for_the_one_that_takes_its_place()
    {
        ExchangeRing ring = NewRing();
        InboundObservation first = Begin(ring, "/first", out _);
        ring.Retain(first.TraceId, _time.GetUtcNow());
        ring.Drop(first.TraceId, DropCause.Fault);
        Finish(ring, first, calls: 1);
        ring.Release();

        Finish(ring, Begin(ring, "/second", out _), calls: 1);

        Assert.Equal((1, 3), (TakeAll(ring).Exchanges, TakeAll(ring).ReadAll().Count()));
        _time.Advance(Keep + Second);
        ring.AgeOut();
        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void A_full_memory_drops_the_oldest_exchanges_whole_and_counts_them()
    {
        ExchangeRing ring = NewRing(maxBytes: 64 * 1024);

        for (int i = 0; i < 100; i++)
        {
            Finish(ring, Begin(ring, $"/{i}", out _), calls: 4);
            _time.Advance(Second);
        }

        RingSnapshot snapshot = TakeAll(ring);
        Assert.InRange(snapshot.Exchanges, 2, 99);
        Assert.Equal(snapshot.Exchanges * 6, snapshot.ReadAll().Count());
        Assert.Equal(100 - snapshot.Exchanges, snapshot.Evicted);
        Assert.Equal(0, snapshot.Dropped);
        Assert.InRange(ring.Bytes, 1, 64 * 1024);
        Assert.Equal(_time.Start.AddSeconds(99 - snapshot.Exchanges), snapshot.From);
    }

    [Fact]
    public void An_exchange_that_is_larger_than_the_memory_is_dropped_whole()
    {
        ExchangeRing ring = NewRing(maxBytes: 64 * 1024);
        InboundObservation large = Begin(ring, "/large", out TrafficRecorder recorder);
        for (int i = 0; i < 200; i++)
        {
            Call(ring, recorder, large);
        }

        Finish(ring, large, calls: 0);

        RingSnapshot snapshot = TakeAll(ring);
        Assert.Empty(snapshot.ReadAll());
        Assert.Equal([new DroppedExchanges(DropCause.Size, 1)], snapshot.Drops);
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void A_body_that_there_is_no_memory_for_is_not_kept()
    {
        ExchangeRing ring = NewRing(maxBytes: 64 * 1024);
        InboundObservation upload = Begin(ring, "/upload", out _, maxBody: 1024 * 1024);

        upload.RequestBody.Append(new byte[1024 * 1024]);

        Assert.True(upload.LacksMemory);
        Assert.InRange(ring.Bytes, 0, 64 * 1024);
    }

    [Fact]
    public void The_memory_of_a_body_is_given_back_at_its_end()
    {
        ExchangeRing ring = NewRing();
        InboundObservation upload = Begin(ring, "/upload", out _);
        upload.RequestBody.Append(new byte[100_000]);
        long during = ring.Bytes;

        Finish(ring, upload, calls: 0);
        _time.Advance(Keep + Second);
        ring.AgeOut();

        Assert.InRange(during, 100_000, 300_000);
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void Who_spoke_after_whom_takes_memory_until_the_stream_ends()
    {
        ExchangeRing ring = NewRing();
        InboundObservation stream = Begin(ring, "/stream", out _, maxBody: 1);
        Speak(stream, turns: 1000);
        long during = ring.Bytes;

        Finish(ring, stream, calls: 0);
        _time.Advance(Keep + Second);
        ring.AgeOut();

        Assert.InRange(during, 16_000, 20_000);
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void A_stream_with_more_turns_than_there_is_memory_for_is_not_kept()
    {
        const long Limit = 8 * 1024;
        ExchangeRing ring = NewRing(Limit);
        InboundObservation stream = Begin(ring, "/stream", out _, maxBody: 1);

        Speak(stream, turns: 1000);

        RingSnapshot snapshot = TakeAll(ring);
        Assert.True(stream.LacksMemory);
        Assert.InRange(ring.Bytes, 0, Limit);
        Assert.Equal(0, snapshot.Exchanges);
        Assert.Equal([new DroppedExchanges(DropCause.Memory, 1)], snapshot.Drops);
    }

    [Fact]
    public void A_late_call_belongs_to_its_exchange_while_that_is_kept_and_to_none_afterwards()
    {
        ExchangeRing ring = NewRing();
        InboundObservation exchange = Begin(ring, "/early", out TrafficRecorder recorder);
        Finish(ring, exchange, calls: 0);

        Call(ring, recorder, exchange);
        _time.Advance(Keep + Second);
        ring.AgeOut();
        Call(ring, recorder, exchange);

        RingSnapshot snapshot = TakeAll(ring);
        string late = Line(Assert.Single(snapshot.ReadAll()).Event);
        Assert.Contains("\"background\":true", late, StringComparison.Ordinal);
        Assert.DoesNotContain("traceId", late, StringComparison.Ordinal);
    }

    [Fact]
    public void A_WebSocket_that_outlives_its_exchange_is_taken_as_one_of_none()
    {
        ExchangeRing ring = NewRing();
        InboundObservation exchange = Begin(ring, "/early", out TrafficRecorder recorder);
        OutboundObservation call = recorder.OpenCall("GET", "http://dependency.test/", "dependency.test");
        call.BeginRequest(default, HeaderMap.Empty, exchange.TraceId);
        call.RequestEnded();
        ring.Open(call);
        call.BeginResponse(101, default);
        call.BeginConversation().Came(new SpokenMessage(MessageKind.Text, "hi"u8.ToArray()));
        Finish(ring, exchange, calls: 0);

        _time.Advance(Keep + Second);
        ring.AgeOut();

        string taken = Line(Assert.Single(TakeAll(ring).ReadAll()).Event);
        Assert.Contains("\"background\":true", taken, StringComparison.Ordinal);
        Assert.DoesNotContain("traceId", taken, StringComparison.Ordinal);
        ring.Close(call);
        Assert.Empty(TakeAll(ring).ReadAll());
    }

    [Fact]
    public void What_an_incident_waits_for_does_not_age_out_and_is_not_dropped()
    {
        ExchangeRing ring = NewRing(maxBytes: 64 * 1024);
        InboundObservation met = Begin(ring, "/met", out _);
        Finish(ring, met, calls: 1);
        ring.Retain(met.TraceId, _time.GetUtcNow() - Keep);

        _time.Advance(Keep + Second);
        for (int i = 0; i < 100; i++)
        {
            Finish(ring, Begin(ring, $"/{i}", out _), calls: 4);
        }

        Assert.Contains(TakeAll(ring).ReadAll(), item => Line(item.Event).Contains("/met", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_open_is_taken_as_far_as_it_had_come_and_goes_on()
    {
        ExchangeRing ring = NewRing();
        InboundObservation open = Begin(ring, "/open", out TrafficRecorder recorder);
        open.RequestBody.Append("half"u8);
        OutboundObservation call = recorder.OpenCall("GET", "http://dependency.test/", "dependency.test");
        call.BeginRequest(default, HeaderMap.Empty, open.TraceId);
        ring.Open(call);

        RingSnapshot snapshot = TakeAll(ring);
        string[] lines = [.. snapshot.ReadAll().Select(item => Line(item.Event))];
        Finish(ring, open, calls: 0);

        Assert.Equal(1, snapshot.Unfinished);
        Assert.Contains(lines, line => line.Contains("InboundRequest", StringComparison.Ordinal) && line.Contains("\"bodyTruncated\":true", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("capture_stopped", StringComparison.Ordinal));
        Assert.Contains(TakeAll(ring).ReadAll(), item => Line(item.Event).Contains("InboundResponse", StringComparison.Ordinal));
    }

    [Fact]
    public void What_ended_before_or_began_after_is_not_taken()
    {
        ExchangeRing ring = NewRing();
        Finish(ring, Begin(ring, "/before", out _), calls: 0);
        _time.Advance(Second);
        DateTimeOffset from = _time.GetUtcNow();
        Finish(ring, Begin(ring, "/within", out _), calls: 0);
        DateTimeOffset until = _time.GetUtcNow();
        _time.Advance(Second);
        Finish(ring, Begin(ring, "/after", out _), calls: 0);

        Assert.All(ring.Take(from, until).ReadAll(), item => Assert.Contains("/within", Line(item.Event), StringComparison.Ordinal));
        Assert.Equal(2, ring.Take(from, until).ReadAll().Count());
    }

    [Fact]
    public void Whoever_takes_an_event_gets_it_without_its_secrets()
    {
        ExchangeRing ring = NewRing(scrubber: NewScrubber());
        InboundObservation open = Begin(ring, "/open?password=hunter2", out TrafficRecorder recorder);
        Finish(ring, Begin(ring, "/done?password=hunter2", out _), calls: 1);
        Call(ring, recorder, open, "http://dependency.test/?mail=ann@shop.de");

        string taken = string.Join('\n', TakeAll(ring).ReadAll().Select(item => Line(item.Event)));

        Assert.DoesNotContain("hunter2", taken, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@shop.de", taken, StringComparison.Ordinal);
        Assert.Contains("/open?password=tok_", taken, StringComparison.Ordinal);
        Assert.Contains("/done?password=tok_", taken, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exchange_whose_secrets_cannot_be_taken_out_is_dropped_whole_and_reported()
    {
        string? missed = null;
        var ring = new ExchangeRing(64 * 1024, Keep, _time, NewScrubber((_, _) => throw new InvalidOperationException())) { Missed = (exchange, _) => missed = exchange };
        InboundObservation exchange = Begin(ring, "/done?password=hunter2", out _);
        Finish(ring, exchange, calls: 0);

        RingSnapshot snapshot = TakeAll(ring);

        Assert.Empty(snapshot.ReadAll());
        Assert.Equal((exchange.TraceId, 0, 0), (missed, snapshot.Exchanges, ring.Bytes));
        Assert.Equal([new DroppedExchanges(DropCause.Fault, 1)], snapshot.Drops);
    }

    [Fact]
    public void What_was_taken_stays_as_it_was_while_others_take_its_room()
    {
        const long Limit = 64 * 1024;
        ExchangeRing ring = NewRing(Limit);
        Fill(ring, "early");
        using RingSnapshot snapshot = TakeAll(ring);
        int exchanges = snapshot.Exchanges;

        Fill(ring, "late");

        string[] lines = [.. snapshot.ReadAll().Select(item => Line(item.Event))];
        Assert.Equal(exchanges * 3, lines.Length);
        Assert.All(lines, line => Assert.Contains("early", line, StringComparison.Ordinal));
        Assert.All(TakeAll(ring).ReadAll(), item => Assert.Contains("late", Line(item.Event), StringComparison.Ordinal));
        Assert.InRange(ring.Bytes, 1, Limit);
        Assert.Equal(0, ring.Dropped);
    }

    [Fact]
    public void A_body_is_hashed_when_it_leaves_the_memory()
    {
        ExchangeRing ring = NewRing();
        InboundObservation exchange = Begin(ring, "/hashed", out _);
        exchange.RequestBody.Append("abc"u8);
        Finish(ring, exchange, calls: 0);

        string request = Line(TakeAll(ring).ReadAll().First().Event);

        // FIPS 180-2, appendix B.1.
        Assert.Contains("\"bodySha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"", request, StringComparison.Ordinal);
    }

    private void Fill(ExchangeRing ring, string name)
    {
        for (int i = 0; i < 200; i++)
        {
            InboundObservation exchange = Begin(ring, $"/{name}/{i}", out TrafficRecorder recorder);
            Call(ring, recorder, exchange, $"http://dependency.test/{name}");
            Finish(ring, exchange, calls: 0);
        }
    }

    private static EventScrubber NewScrubber(Action<SecretKind, string>? found = null) => new(new SecretTokens(new byte[32]), new SecretMarks(new byte[32]), found);

    private static string Line(SerializedEvent made) => System.Text.Encoding.UTF8.GetString([.. made.Head, .. "0"u8, .. made.Rest]);

    private ExchangeRing NewRing(long maxBytes = 64 * 1024 * 1024, EventScrubber? scrubber = null) => new(maxBytes, Keep, _time, scrubber);

    private RingSnapshot TakeAll(ExchangeRing ring) => ring.Take(DateTimeOffset.MinValue, _time.GetUtcNow());

    private InboundObservation Begin(ExchangeRing ring, string target, out TrafficRecorder recorder, int maxBody = 256 * 1024)
    {
        var options = new RecorderOptions { MaxBodyBytes = maxBody, Memory = ring };
        InboundObservation exchange = new TrafficRecorder(new RingLog(ring, LogKind.Inbound), options, _time).OpenExchange("GET", target, "service.test");
        recorder = new TrafficRecorder(new RingLog(ring, LogKind.Outbound), options, _time);
        exchange.BeginRequest(default, null);
        ring.Open(exchange);
        return exchange;
    }

    private void Finish(ExchangeRing ring, InboundObservation exchange, int calls)
    {
        var recorder = new TrafficRecorder(new RingLog(ring, LogKind.Outbound), new RecorderOptions { Memory = ring }, _time);
        for (int i = 0; i < calls; i++)
        {
            Call(ring, recorder, exchange);
        }

        exchange.RequestEnded();
        exchange.BeginResponse(200, default);
        Complete(exchange);
        ring.Close(exchange);
    }

    private static void Speak(InboundObservation stream, int turns)
    {
        stream.TakeRequestField("Content-Type", ["application/grpc"]);
        stream.BeginResponse(200, default);
        for (int i = 0; i < turns; i++)
        {
            stream.RequestBody.Append([0]);
            stream.ResponseBody.Append([0]);
        }
    }

    private static void Call(ExchangeRing ring, TrafficRecorder recorder, InboundObservation exchange, string url = "http://dependency.test/")
    {
        OutboundObservation call = recorder.OpenCall("GET", url, "dependency.test");
        call.BeginRequest(default, HeaderMap.Empty, exchange.TraceId);
        call.RequestEnded();
        call.BeginResponse(200, default);
        ring.Close(call);
        Complete(call);
    }

    // A ring takes an event at once.
    private static void Complete(TrafficObservation seen)
    {
        Task completed = seen.CompleteAsync().AsTask();
        Assert.True(completed.IsCompletedSuccessfully);
    }
}
