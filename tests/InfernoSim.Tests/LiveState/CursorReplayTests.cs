using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Web;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.LiveState;

/// <summary>A service that lists in pages, by ids that count on and are shared by all workers.</summary>
public class CursorReplayTests
{
    private static readonly ReplayOptions FiftyWorkers = FakeService.AsFastAsPossible with { Fanout = 50 };

    public static TheoryData<string> Cursors =>
    [
        "a number", "a text", "base64", "base64url", "base64 of JSON", "a link", "a link with base64", "a header", "a header with base64", "nothing", "a count",
    ];

    [Theory]
    [MemberData(nameof(Cursors))]
    public async Task A_worker_asks_for_the_page_after_its_own(string cursor)
    {
        ReplaySummary summary = await new PagedShop(cursor, firstId: 900).ReplayAsync(IncidentOf(cursor), FiftyWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    // The first worker has list 42: what was order 42 is 43 to it, and the recorded cursor holds a 43.
    [Theory]
    [InlineData("", ReplayOutcome.PassStrong)]
    [InlineData("more is said", ReplayOutcome.FailDiverged)]
    public async Task A_cursor_that_is_a_token_is_the_same_for_all_workers_also_for_one_that_has_the_recorded_id_as_another(string planted, ReplayOutcome outcome)
    {
        ReplaySummary summary = await new PagedShop("a token", firstId: 42, planted).ReplayAsync(IncidentOf("a token"), FiftyWorkers);

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Null(summary.Nondeterminism);
    }

    [Theory]
    [InlineData("a number", "no cursor heeded")]
    [InlineData("base64", "no cursor heeded")]
    [InlineData("a number", "the page ends elsewhere")]
    [InlineData("a text", "the page ends elsewhere")]
    [InlineData("base64", "the page ends elsewhere")]
    [InlineData("base64url", "the page ends elsewhere")]
    [InlineData("base64 of JSON", "the page ends elsewhere")]
    [InlineData("a link", "the page ends elsewhere")]
    [InlineData("a link with base64", "the page ends elsewhere")]
    [InlineData("a header", "the page ends elsewhere")]
    [InlineData("a header with base64", "the page ends elsewhere")]
    [InlineData("a number", "another's")]
    [InlineData("a text", "another's")]
    [InlineData("base64", "another's")]
    [InlineData("base64url", "another's")]
    [InlineData("base64 of JSON", "another's")]
    [InlineData("a link", "another's")]
    [InlineData("a link with base64", "another's")]
    [InlineData("a header", "another's")]
    [InlineData("a header with base64", "another's")]
    public async Task A_page_or_a_cursor_that_is_another_is_found(string cursor, string planted)
    {
        ReplaySummary summary = await new PagedShop(cursor, firstId: 900, planted).ReplayAsync(IncidentOf(cursor), FiftyWorkers);

        Assert.True(summary.Outcome is ReplayOutcome.FailDiverged, summary.ToText());
        Assert.Equal(planted == "no cursor heeded" ? 5 : 4, summary.FirstDivergence!.Exchange);
    }

    [Theory]
    [MemberData(nameof(Cursors))]
    public async Task A_cursor_that_nobody_follows_is_the_workers_own(string cursor)
    {
        ReplaySummary summary = await new PagedShop(cursor, firstId: 900).ReplayAsync(IncidentOf(cursor, isFollowed: false), FiftyWorkers);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    // As a client would have it that follows the cursor, of a service whose ids begin at 41.
    private static Incident IncidentOf(string cursor, bool isFollowed = true)
    {
        var shop = new PagedShop(cursor, firstId: 41);
        var incident = new IncidentBuilder();
        Add("/lists", "POST");
        Add("/lists/41/orders", "POST");
        Add("/lists/41/orders", "POST");
        Add("/lists/41/orders", "POST");
        Add("/lists/41/orders?limit=2", "GET");
        if (isFollowed)
        {
            Add($"/lists/41/orders?limit=2&{shop.NameOfCursor}={Uri.EscapeDataString(shop.CursorAfter(43, 2))}", "GET");
        }

        return incident.Build();

        void Add(string target, string method)
        {
            (string body, string? link) = shop.Answer(method, new Uri(new Uri("http://shop.test"), target));
            incident.Exchange(target, body, method: method, response: e => e with { Headers = HeaderMap.Of([("Content-Type", "application/json"), .. link is null ? [] : new[] { ("Link", link) }]) });
        }
    }

    private sealed class PagedShop(string cursor, int firstId, string planted = "")
    {
        private readonly ConcurrentDictionary<int, List<int>> _lists = [];
        private int _last = firstId - 1;

        public string NameOfCursor => cursor == "a count" ? "cursor" : "after";

        public string CursorAfter(int id, int count) => cursor switch
        {
            "base64url" => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"?order?>{id}")),
            "base64" or "a link with base64" or "a header with base64" => Convert.ToBase64String(Encoding.ASCII.GetBytes($"order:{id}")),
            "a token" => Convert.ToBase64String(Encoding.ASCII.GetBytes($$"""{"id":{{id}},"order":"asc"}""")),
            "base64 of JSON" => Convert.ToBase64String(Encoding.ASCII.GetBytes($$"""{"id":{{id}}}""")),
            "a count" => Text(count),
            _ => Text(id),
        };

        public Task<ReplaySummary> ReplayAsync(Incident incident, ReplayOptions options) => new FakeService(request =>
        {
            (string body, string? link) = Answer(request.Message.Method.Method, request.Message.RequestUri!);
            HttpResponseMessage answer = FakeRequest.Answer(body);
            if (link is not null)
            {
                answer.Headers.TryAddWithoutValidation("Link", link);
            }

            return Task.FromResult(answer);
        }).ReplayAsync(incident, options);

        public (string Body, string? Link) Answer(string method, Uri url)
        {
            int[] numbers = [.. url.AbsolutePath.Split('/').Where(part => int.TryParse(part, CultureInfo.InvariantCulture, out _)).Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
            if (method == "POST")
            {
                int id;
                if (numbers is [var owner])
                {
                    id = cursor == "a token" ? owner + _lists[owner].Count + 1 : Interlocked.Increment(ref _last);
                    _lists[owner].Add(id);
                }
                else
                {
                    id = Interlocked.Increment(ref _last);
                    _lists[id] = [];
                }

                return ($$"""{"id":{{id}}}""", null);
            }

            List<int> all = _lists[numbers[0]];
            int[] rest = [.. all.Skip(SkippedBy(HttpUtility.ParseQueryString(url.Query)[NameOfCursor], all))];
            int[] page = [.. rest.Take(2)];
            string items = string.Join(',', page.Select(id => $$"""{"id":{{id}}}"""));
            if (page.Length == rest.Length || cursor == "nothing")
            {
                return ($$"""{"items":[{{items}}]}""", null);
            }

            string next = CursorAfter(planted switch { "the page ends elsewhere" => page[0], "another's" => page[^1] + 100_000, _ => page[^1] }, 2);
            string target = $"{url.AbsolutePath}?limit=2&after={Uri.EscapeDataString(next)}";
            return cursor switch
            {
                "a header" or "a header with base64" => ($$"""{"items":[{{items}}]}""", $"<{target}>; rel=\"next\""),
                "a link" or "a link with base64" => ($$"""{"items":[{{items}}],"next":"{{target}}"}""", null),
                "a number" or "a count" => ($$"""{"items":[{{items}}],"next":{{next}}}""", null),
                _ => ($$"""{"items":[{{items}}],"next":"{{next}}"{{(planted == "more is said" ? ",\"more\":true" : "")}}}""", null),
            };
        }

        private int SkippedBy(string? sent, List<int> all)
        {
            if (sent is null || planted == "no cursor heeded")
            {
                return 0;
            }

            return cursor == "a count" ? int.Parse(sent, CultureInfo.InvariantCulture) : all.FindIndex(id => CursorAfter(id, 0) == sent) + 1;
        }

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
