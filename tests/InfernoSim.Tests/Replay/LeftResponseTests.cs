using System.Net.Http.Headers;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

/// <summary>Responses whose client left before their end.</summary>
public class LeftResponseTests
{
    private const string Three = "data: tick 1\n\ndata: tick 2\n\ndata: tick 3\n\n";

    [Theory]
    [InlineData("text/event-stream", Three, Three + "data: tick 4\n\n", Three)]
    [InlineData("text/event-stream; charset=utf-8", Three + "data: ti", Three + "data: tick 4\n\n", Three)]
    [InlineData("text/event-stream", "data: a\r\n\r\nid: 7\r\ndata: b\r\n\r\n", "data: longer\r\n\r\nid: 8\r\ndata: b\r\n\r\ndata: c\r\n\r\n", "data: longer\r\n\r\nid: 8\r\ndata: b\r\n\r\n")]
    [InlineData("text/event-stream", "data: no end", "data: no end of it", "data: no end")]
    [InlineData("text/plain", "abc", "abcdef", "abc")]
    [InlineData("text/plain", "", "abcdef", "")]
    [InlineData("text/event-stream", Three, "data: tick 1\n\ndata", null)]
    [InlineData("text/plain", "abc", "ab", null)]
    public void As_many_events_are_read_as_were_recorded_and_of_the_rest_as_many_bytes(string type, string recorded, string received, string? enough)
    {
        LeftResponse left = LeftResponse.Of(Left(type, recorded)(Response()));

        int length = left.EnoughOf(new LeftResponse.Progress(), Encoding.UTF8.GetBytes(received));

        Assert.Equal(enough, length < 0 ? null : received[..length]);
    }

    [Fact]
    public void An_event_is_seen_in_whatever_pieces_it_comes()
    {
        byte[] received = Encoding.UTF8.GetBytes(Three);
        LeftResponse left = LeftResponse.Of(Left("text/event-stream", Three)(Response()));
        var progress = new LeftResponse.Progress();

        for (int length = 0; length < received.Length; length++)
        {
            Assert.Equal(-1, left.EnoughOf(progress, received.AsSpan(0, length)));
        }

        Assert.Equal(received.Length, left.EnoughOf(progress, received));
    }

    [Theory]
    [InlineData("tick", null)]
    [InlineData("tock", "line 1, column 8")]
    public async Task A_stream_without_end_is_compared_as_far_as_its_client_had_waited_and_then_left(string word, string? location)
    {
        int left = 0;
        var service = new FakeService(_ => Task.FromResult(Endless(word, () => Interlocked.Increment(ref left))));
        Incident incident = new IncidentBuilder().Exchange("/events", response: Left("text/event-stream", Three)).Build();

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(location is null ? ReplayOutcome.PassStrong : ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal(location, summary.FirstDivergence?.Location);
        Assert.InRange(left, 4, int.MaxValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_whose_client_left_before_any_response_is_left_when_its_calls_were_made(bool calls)
    {
        const string Url = "http://pay.test/charge";
        int left = 0;
        var service = new FakeService(async request =>
        {
            if (request.Path == "/slow")
            {
                _ = calls ? await request.CallAsync(Url) : null;
                request.Aborted.Register(() => Interlocked.Increment(ref left));
                await Task.Delay(Timeout.Infinite, request.Aborted);
            }

            return FakeRequest.Answer();
        });
        Incident incident = new IncidentBuilder()
            .Exchange("/slow", at: 0, took: 30, calls: [IncidentBuilder.Call(Url)], response: r => r with { Status = 0, Error = "client_aborted: shop.test", Body = RecordedBody.None })
            .Exchange("/after", at: 40)
            .Build();

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { MaxIdleTime = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(calls ? ReplayOutcome.PassStrong : ReplayOutcome.FailStalled, summary.Outcome);
        Assert.Contains(summary.NotTested, item => !item.WeakensVerdict && item.What.Contains("the client had left before there was any", StringComparison.Ordinal));
        Assert.InRange(left, 1, 4);
    }

    [Fact]
    public async Task A_stream_that_ends_too_early_is_a_difference()
    {
        var service = new FakeService(_ => Task.FromResult(Events("data: tick 1\n\n")));
        Incident incident = new IncidentBuilder().Exchange("/events", response: Left("text/event-stream", Three)).Build();

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal(DivergenceKind.ResponseBody, summary.FirstDivergence!.Kind);
        Assert.Equal("(end of text)", summary.FirstDivergence.Got);
    }

    [Fact]
    public async Task What_is_new_in_each_event_can_be_ignored_by_a_rule()
    {
        int count = 100;
        var service = new FakeService(_ => Task.FromResult(Endless($"{Interlocked.Increment(ref count)} tick", () => { })));
        Incident incident = new IncidentBuilder().Exchange("/events", response: Left("text/event-stream", Three.Replace("tick", "7 tick", StringComparison.Ordinal))).Build();

        ReplaySummary summary = await service.ReplayAsync(
            incident, FakeService.AsFastAsPossible with { Ignore = [InfernoSim.Noise.NoiseRule.Parse("body: data: [0-9]+")] });

        Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);
    }

    [Fact]
    public async Task What_was_cut_off_by_the_end_of_the_recording_is_compared_too_but_proves_less()
    {
        Func<IncidentEvent, IncidentEvent> stopped = r => Left("text/event-stream", Three)(r) with { Error = "capture_stopped: shop.test" };
        Incident incident = new IncidentBuilder().Exchange("/events", response: stopped).Build();

        ReplaySummary same = await new FakeService(_ => Task.FromResult(Endless("tick", () => { }))).ReplayAsync(incident);
        ReplaySummary other = await new FakeService(_ => Task.FromResult(Endless("tock", () => { }))).ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassWeak, same.Outcome);
        Assert.Equal(ReplayOutcome.FailDiverged, other.Outcome);
    }

    private static IncidentEvent Response() => new IncidentBuilder().Exchange("/").Build().Exchanges[0].Response!;

    private static Func<IncidentEvent, IncidentEvent> Left(string type, string body) => response => response with
    {
        Error = "client_aborted: shop.test",
        Headers = HeaderMap.Of(("Content-Type", type)),
        Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body), truncated: true),
    };

    private static HttpResponseMessage Events(string text) => Of(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static HttpResponseMessage Endless(string word, Action onLeft) => Of(new EndlessEvents(word, onLeft));

    private static HttpResponseMessage Of(Stream body) => new()
    {
        Content = new StreamContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("text/event-stream") } },
    };

    // Gives what is left of an event at each read, and never an end.
    private sealed class EndlessEvents(string word, Action onLeft) : MemoryStream
    {
        private int _events;
        private ReadOnlyMemory<byte> _rest;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _rest = _rest.IsEmpty ? Encoding.UTF8.GetBytes($"data: {word} {++_events}\n\n") : _rest;
            int length = Math.Min(_rest.Length, buffer.Length);
            _rest[..length].CopyTo(buffer);
            _rest = _rest[length..];
            return new(length);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                onLeft();
            }

            base.Dispose(disposing);
        }
    }
}
