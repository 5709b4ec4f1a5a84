using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

/// <summary>Moments: a time that was now in the exchange that made it may be another now, and is the same wherever it is shown again. The incidents are of 1970.</summary>
public sealed class MomentReplayTests
{
    // Exchanges begin every 20 ms, and take 10.
    private const string Made = "1970-01-01T00:00:00.0051234Z";
    private const string Changed = "1970-01-01T00:00:00.0252345Z";
    private const string Stored = "1969-12-24T18:00:00.1234567Z";

    private static readonly ReplayOptions TenWorkers = FakeService.AsFastAsPossible with { Fanout = 10 };

    private readonly Ticking _clock = new();
    private readonly ConcurrentDictionary<int, (string Created, string Updated)> _rows = new();

    [Fact]
    public async Task A_moment_is_another_in_each_replay_and_is_shown_again()
    {
        ReplaySummary summary = await ReplayAsync((_, row) => Order(row));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(60, summary.LiveState.Moments);
        Assert.Contains("60 times were now in their own exchange", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_live_state_it_is_a_difference()
    {
        ReplaySummary summary = await ReplayAsync((_, row) => Order(row), TenWorkers with { LiveState = false });

        Assert.NotEqual(ReplayOutcome.PassStrong, summary.Outcome);
    }

    [Theory]
    [InlineData("made at the change", "/createdAt")]
    [InlineData("made when it is shown", "/createdAt")]
    [InlineData("not changed", "/updatedAt")]
    [InlineData("exchanged", "/createdAt")]
    [InlineData("of the stored date", "/createdAt")]
    [InlineData("stored date of now", "/due")]
    [InlineData("without its zone", "/createdAt")]
    [InlineData("never", "/createdAt")]
    [InlineData("an hour late", "/createdAt")]
    public async Task A_moment_of_another_exchange_and_what_is_none_are_differences(string defect, string location)
    {
        ReplaySummary summary = await ReplayAsync((clock, row) => defect switch
        {
            "made at the change" => Order((row.Updated, row.Updated)),
            "made when it is shown" => Order((Now(clock), row.Updated)),
            "not changed" => Order((row.Created, row.Created)),
            "exchanged" => Order((row.Updated, row.Created)),
            "of the stored date" => Order((Stored, row.Updated)),
            "stored date of now" => Order(row, Now(clock)),
            "without its zone" => Order((row.Created[..^1], row.Updated[..^1])),
            "never" => Order(("0001-01-01T00:00:00.0000000Z", row.Updated)),
            _ => Order((Text(clock.GetUtcNow().AddHours(1)), row.Updated)),
        });

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Assert.Equal(location, summary.FirstDivergence!.Location);
    }

    [Fact]
    public async Task A_service_that_cuts_digits_off_is_found_and_one_value_that_ends_with_zeros_is_not()
    {
        int shown = 0;

        ReplaySummary one = await ReplayAsync((_, row) => Interlocked.Increment(ref shown) == 7 ? Order((row.Created, Cut(row.Updated))) : Order(row));
        ReplaySummary all = await ReplayAsync((_, row) => Order((Cut(row.Created), Cut(row.Updated))));

        Assert.True(one.Outcome == ReplayOutcome.PassStrong, one.ToText());
        Assert.True(all.Outcome == ReplayOutcome.FailDiverged, all.ToText());
    }

    [Fact]
    public async Task A_value_that_ends_with_zeros_may_be_shown_again_and_hides_no_difference()
    {
        int made = 0;
        ReplaySummary again = await ReplayAsync((_, row) => Order(row), made: CutOnce);
        made = 0;
        ReplaySummary differing = await ReplayAsync((_, row) => Order(row, due: Made), made: CutOnce);

        Assert.True(again.Outcome == ReplayOutcome.PassStrong, again.ToText());
        Assert.True(differing.Outcome == ReplayOutcome.FailDiverged, differing.ToText());
        Assert.Equal("/due", differing.FirstDivergence!.Location);

        string CutOnce(string now) => Interlocked.Increment(ref made) == 5 ? Cut(now) : now;
    }

    // Of some workers both exchanges are in one second, so that the wrong time looks like the right one.
    [Theory]
    [InlineData(true, "/updatedAt")]
    [InlineData(false, "Last-Modified")]
    public async Task A_wrong_time_to_the_second_that_is_right_by_chance_for_some_workers_is_a_difference(bool isAlsoExact, string location)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", "{}", method: "POST", at: 0)
            .Exchange("/orders/1", "{}", method: "PUT", at: 60_000)
            .Exchange("/orders/1", Shown("1970-01-01T00:01:00.0050000Z"), at: 120_000, response: answer => answer with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Last-Modified", "Thu, 01 Jan 1970 00:01:00 GMT")) })
            .Build();
        var created = new ConcurrentDictionary<int, DateTimeOffset>();

        ReplaySummary summary = await new FakeService(request =>
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (request.Path == "/orders")
            {
                created[request.Worker] = now;
            }

            bool isShown = request.Message.Method.Method == "GET";
            HttpResponseMessage answer = Answer(isShown ? Shown(Text(created[request.Worker])) : "{}");
            if (isShown)
            {
                answer.Content.Headers.TryAddWithoutValidation("Last-Modified", created[request.Worker].ToString("r", CultureInfo.InvariantCulture));
            }

            return Task.FromResult(answer);
        }).ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Assert.Contains(summary.Divergences, divergence => divergence.Location == location);

        string Shown(string updated) => isAlsoExact ? $$"""{"updatedAt":"{{updated}}"}""" : "{}";
    }

    [Fact]
    public async Task A_time_that_the_service_was_given_is_compared()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"at":"{{Made}}"}""", method: "POST", body: """{"at":"1970-01-01T01:00:00.0051234+01:00"}""")
            .Build();

        ReplaySummary summary = await new FakeService(_ => Task.FromResult(Answer($$"""{"at":"{{Now(_clock)}}"}"""))).ReplayAsync(incident, TenWorkers, _clock);

        Assert.NotEqual(ReplayOutcome.PassStrong, summary.Outcome);
        Assert.Equal("/at", summary.FirstDivergence!.Location);
    }

    [Fact]
    public async Task A_worker_is_sent_its_own_moments()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"at":"{{Made}}","next":"/orders?after=1970-01-01T00%3A00%3A00.0051234Z"}""", method: "POST")
            .Exchange("/orders?after=1970-01-01T00%3A00%3A00.0051234Z", method: "POST", headers: HeaderMap.Of(("Content-Type", "application/json"), ("X-Seen", Made)), body: $$"""{"seen":["{{Made}}"]}""")
            .Build();
        var service = new FakeService(async request =>
        {
            if (request.Message.RequestUri!.Query.Length == 0)
            {
                string now = Now(_clock);
                _rows[request.Worker] = (now, now);
                return Answer($$"""{"at":"{{now}}","next":"/orders?after={{Uri.EscapeDataString(now)}}"}""");
            }

            string own = _rows[request.Worker].Created;
            Assert.Equal($"?after={Uri.EscapeDataString(own)}", request.Message.RequestUri.Query);
            Assert.Equal(own, request.Header("X-Seen"));
            Assert.Equal($$"""{"seen":["{{own}}"]}""", await request.Message.Content!.ReadAsStringAsync());
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData("1970-01-01T00:15:00.0051234Z", 15, ReplayOutcome.PassStrong)]
    [InlineData("1970-01-08T00:00:00.0051234Z", 7 * 24 * 60, ReplayOutcome.PassStrong)]
    [InlineData("1969-12-02T00:00:00.0051234Z", -30 * 24 * 60, ReplayOutcome.PassStrong)]
    [InlineData("1970-01-01T00:15:00.0051234Z", 16, ReplayOutcome.FailDiverged)]
    [InlineData("1970-01-01T00:15:00.0051234Z", 0, ReplayOutcome.FailDiverged)]
    [InlineData("1970-01-01T00:15:07.0051234Z", 15, ReplayOutcome.FailDiverged)]
    public async Task A_time_that_is_whole_minutes_from_now_keeps_its_distance(string recorded, int minutes, ReplayOutcome outcome)
    {
        Incident incident = new IncidentBuilder().Exchange("/tokens", $$"""{"createdAt":"{{Made}}","expiresAt":"{{recorded}}"}""", method: "POST").Exchange("/tokens/1", $$"""{"expiresAt":"{{recorded}}"}""").Build();

        ReplaySummary summary = await new FakeService(request =>
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (request.Path == "/tokens")
            {
                _rows[request.Worker] = (Text(now), Text(now.AddMinutes(minutes)));
            }

            (string created, string expires) = _rows[request.Worker];
            return Task.FromResult(Answer(request.Path == "/tokens" ? $$"""{"createdAt":"{{created}}","expiresAt":"{{expires}}"}""" : $$"""{"expiresAt":"{{expires}}"}"""));
        }).ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(outcome == ReplayOutcome.PassStrong ? summary.Outcome == outcome : summary.FirstDivergence?.Location == "/expiresAt", summary.ToText());
    }

    // The exchanges of the incident were in one second, and those of the replay are not.
    [Fact]
    public async Task A_time_to_the_second_may_be_of_each_exchange_of_that_second()
    {
        const string Second = "1970-01-01T00:00:00Z";
        const string Expires = "1970-01-01T00:15:00Z";
        Incident incident = new IncidentBuilder()
            .Exchange("/a", $$"""{"at":"{{Second}}","until":"{{Expires}}"}""", method: "POST")
            .Exchange("/b", $$"""{"at":"{{Second}}","until":"{{Expires}}"}""", method: "POST")
            .Exchange("/both", $$"""["{{Second}}","{{Second}}","{{Expires}}"]""")
            .Build();
        ReplaySummary summary = await new FakeService(request =>
        {
            DateTimeOffset now = _clock.GetUtcNow();
            (string first, string second) = _rows[request.Worker] = request.Path switch
            {
                "/a" => (Whole(now), ""),
                "/b" => (_rows[request.Worker].Created, Whole(now)),
                _ => _rows[request.Worker],
            };
            string until = Whole(DateTimeOffset.Parse(request.Path == "/a" ? first : second, CultureInfo.InvariantCulture).AddMinutes(15));
            return Task.FromResult(Answer(request.Path == "/both" ? $$"""["{{first}}","{{second}}","{{until}}"]""" : $$"""{"at":"{{(request.Path == "/a" ? first : second)}}","until":"{{until}}"}"""));
        }).ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData("now", null)]
    [InlineData("of the request before", "body/at")]
    [InlineData("another each time", "body/at")]
    public async Task A_call_that_shows_a_moment_is_found(string what, string? location)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"at":"{{Made}}"}""", method: "POST")
            .Exchange(
                "/orders/1",
                $$"""{"at":"{{Changed}}"}""",
                method: "PUT",
                calls: [Call("http://files.test/a", method: "POST", body: $$"""{"at":"{{Changed}}"}"""), Call("http://files.test/b", at: 3, method: "POST", body: $$"""{"at":"{{Changed}}"}""")])
            .Build();
        var service = new FakeService(async request =>
        {
            string now = Now(_clock);
            if (request.Path == "/orders")
            {
                _rows[request.Worker] = (now, now);
                return Answer($$"""{"at":"{{now}}"}""");
            }

            string sent = what == "of the request before" ? _rows[request.Worker].Created : now;
            await request.CallAsync("http://files.test/a", "POST", $$"""{"at":"{{sent}}"}""");
            await request.CallAsync("http://files.test/b", "POST", $$"""{"at":"{{(what == "now" ? sent : Now(_clock))}}"}""");
            return Answer($$"""{"at":"{{now}}"}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == (location is null ? ReplayOutcome.PassStrong : ReplayOutcome.FailDiverged), summary.ToText());
        Assert.Equal(location, summary.FirstDivergence?.Location);
    }

    [Theory]
    [InlineData("json: $.createdAt; only: {time}")]
    [InlineData("json: $..*; only: {time}")]
    [InlineData("fresh: times")]
    public async Task Rules_for_times_do_no_harm(string rule)
    {
        ReplaySummary summary = await ReplayAsync((_, row) => Order(row), TenWorkers with { Ignore = [NoiseRule.Parse(rule)] });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData("00:00:00 GMT", "r")]
    [InlineData("\"621355968000051234\"", "ticks")]
    public async Task A_header_that_is_made_of_a_moment_is_one(string recorded, string form)
    {
        string name = form == "r" ? "Last-Modified" : "ETag";
        string value = form == "r" ? "Thu, 01 Jan 1970 " + recorded : "\"1700000000005\"";
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", "{}", method: "POST", at: form == "r" ? 0 : 1_700_000_000_000)
            .Exchange("/orders/1", "{}", at: form == "r" ? 60_000 : 1_700_000_060_000, response: answer => answer with { Headers = HeaderMap.Of(("Content-Type", "application/json"), (name, value)) })
            .Build();
        var made = new ConcurrentDictionary<int, DateTimeOffset>();
        ReplaySummary summary = await new FakeService(request =>
        {
            if (request.Path == "/orders")
            {
                made[request.Worker] = _clock.GetUtcNow();
                return Task.FromResult(Answer());
            }

            HttpResponseMessage answer = Answer();
            _ = form == "r"
                ? answer.Content.Headers.TryAddWithoutValidation(name, made[request.Worker].ToString("r", CultureInfo.InvariantCulture))
                : answer.Headers.TryAddWithoutValidation(name, $"\"{made[request.Worker].ToUnixTimeMilliseconds()}\"");
            return Task.FromResult(answer);
        }).ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData("gzip", ReplayOutcome.PassStrong, null)]
    [InlineData("", ReplayOutcome.FailDiverged, "Content-Encoding")]
    public async Task Moments_of_compressed_content_are_found_where_the_client_asked_for_it(string accepted, ReplayOutcome outcome, string? location)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"at":"{{Made}}"}""", headers: HeaderMap.Of(("Host", "shop.test"), ("Accept-Encoding", accepted)))
            .Build();

        ReplaySummary summary = await new FakeService(_ =>
        {
            HttpResponseMessage answer = Answer();
            answer.Content = new ByteArrayContent(Compressed($$"""{"at":"{{Now(_clock)}}"}"""));
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            answer.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
            return Task.FromResult(answer);
        }).ReplayAsync(incident, TenWorkers, _clock);

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Equal(location, summary.FirstDivergence?.Location);
    }

    private static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    // POST gives createdAt, PUT says nothing, GET shows both.
    private Task<ReplaySummary> ReplayAsync(Func<TimeProvider, (string Created, string Updated), string> show, ReplayOptions? options = null, Func<string, string>? made = null)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"createdAt":"{{Made}}"}""", method: "POST")
            .Exchange("/orders/1", method: "PUT")
            .Exchange("/orders/1", Order((Made, Changed)))
            .Build();
        return new FakeService(request =>
        {
            string now = made is null ? Now(_clock) : made(Now(_clock));
            string method = request.Message.Method.Method;
            _rows[request.Worker] = method switch
            {
                "POST" => (now, now),
                "PUT" => (_rows[request.Worker].Created, now),
                _ => _rows[request.Worker],
            };
            return Task.FromResult(Answer(method switch
            {
                "POST" => $$"""{"createdAt":"{{now}}"}""",
                "PUT" => "{}",
                _ => show(_clock, _rows[request.Worker]),
            }));
        }).ReplayAsync(incident, options ?? TenWorkers, _clock);
    }

    private static string Order((string Created, string Updated) row, string due = Stored) => $$"""{"createdAt":"{{row.Created}}","updatedAt":"{{row.Updated}}","due":"{{due}}"}""";

    private static string Cut(string time) => time[..23] + "Z";

    private static string Now(TimeProvider clock) => Text(clock.GetUtcNow());

    private static string Whole(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A clock of which no two readings are the same.</summary>
    private sealed class Ticking : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 11, 29, 17, 0, 0, TimeSpan.Zero);

        private long _readings;

        public override DateTimeOffset GetUtcNow() => Start.AddTicks(Interlocked.Increment(ref _readings) * 1_234_567);
    }
}
