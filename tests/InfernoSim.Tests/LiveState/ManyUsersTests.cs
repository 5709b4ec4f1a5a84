using System.Collections.Concurrent;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.LiveState;

public class ManyUsersTests
{
    private static readonly string[] Users = ["ada", "bob", "cy"];

    // How the recording has a secret; and whether it tells users apart.
    [Theory]
    [InlineData("kept", true)]
    [InlineData("marked", true)]
    [InlineData("redacted", false)]
    public async Task Each_user_is_sent_the_session_that_stands_for_his(string how, bool isDistinct)
    {
        Incident incident = Carts(how, byCookie: true);

        ReplaySummary summary = await new FakeService(new Shop().Answer).ReplayAsync(incident, FakeService.AsFastAsPossible with { Fanout = 4 });

        Assert.True(summary.Outcome == (isDistinct ? ReplayOutcome.PassStrong : ReplayOutcome.FailIncompleteIncident), summary.ToText());
        Assert.Equal(isDistinct, !summary.NotTested.Any(item => item.What.Contains("does not tell users apart", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("kept", true)]
    [InlineData("marked", true)]
    [InlineData("redacted", false)]
    public async Task Each_user_is_sent_the_token_that_stands_for_his(string how, bool isDistinct)
    {
        Incident incident = Carts(how, byCookie: false);

        ReplaySummary summary = await new FakeService(new Shop { ByCookie = false }.Answer).ReplayAsync(incident, FakeService.AsFastAsPossible with { Fanout = 4 });

        Assert.True(summary.Outcome == (isDistinct ? ReplayOutcome.PassStrong : ReplayOutcome.FailIncompleteIncident), summary.ToText());
    }

    [Theory]
    [InlineData("kept")]
    [InlineData("marked")]
    public async Task One_users_cart_given_to_another_is_found_at_its_request(string how)
    {
        var leaking = new FakeService(new Shop { Leaks = true }.Answer);

        ReplaySummary summary = await leaking.ReplayAsync(Carts(how, byCookie: true));

        Assert.Equal((ReplayOutcome.FailDiverged, 4, "/cart of"), (summary.Outcome, summary.FirstDivergence!.Exchange, summary.FirstDivergence.Location));
        Assert.Equal(("\"bob\"", "\"ada\""), (summary.FirstDivergence.Expected, summary.FirstDivergence.Got));
    }

    [Fact]
    public async Task One_credential_that_is_supplied_for_several_users_says_nothing_of_the_service()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/me", """{"user":"ada"}""", headers: HeaderMap.Of(("Authorization", "Basic [REDACTED:aaaa]")))
            .Exchange("/me", """{"user":"bob"}""", headers: HeaderMap.Of(("Authorization", "Basic [REDACTED:bbbb]")))
            .Build();
        var service = new FakeService(request => Task.FromResult(Answer($$"""{"user":"{{(request.Header("Authorization") == "Basic YWRhOjE=" ? "ada" : "bob")}}"}""")));

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Headers = [new("Authorization", "Basic YWRhOjE=")] });

        Assert.Equal(ReplayOutcome.FailIncompleteIncident, summary.Outcome);
        Assert.Contains("is sent in place of 2 different values", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_the_service_did_not_set_is_sent_as_recorded()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", response: r => r with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Set-Cookie", "sid=[REDACTED:aaaa]; Path=/; HttpOnly")) })
            .Exchange("/cart", headers: HeaderMap.Of(("Cookie", "lang=de; sid=[REDACTED:aaaa]")))
            .Build();
        var service = new FakeService(request =>
        {
            HttpResponseMessage answer = Answer(status: request.Path == "/login" || request.Header("Cookie")!.StartsWith("lang=de; sid=live-", StringComparison.Ordinal) ? 200 : 400);
            if (request.Path == "/login")
            {
                answer.Headers.TryAddWithoutValidation("Set-Cookie", $"sid=live-{Guid.NewGuid()}; Path=/; HttpOnly");
            }

            return Task.FromResult(answer);
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public void Equal_secrets_have_equal_marks_in_one_recording_and_others_in_the_next()
    {
        var marks = new SecretMarks();
        string Redact(string name, string value) => SecretHeaders.Redact(name, value, marks);

        string token = Redact("Authorization", "Bearer abc");

        Assert.Equal(token, Redact("Authorization", "Bearer abc"));
        Assert.NotEqual(token, Redact("Authorization", "Bearer abd"));
        Assert.NotEqual(token, SecretHeaders.Redact("Authorization", "Bearer abc", new SecretMarks()));
        Assert.Equal("Bearer [REDACTED]", Redaction.Plain(token));
        Assert.DoesNotContain("abc]", token, StringComparison.Ordinal);
        Assert.Equal(Redaction.MarkOf(token), Redaction.MarkOf(Redact("X-Auth-Token", "abc")));
    }

    [Fact]
    public void A_cookie_that_scripts_may_not_read_is_a_credential_wherever_it_goes()
    {
        var marks = new SecretMarks();

        string set = SecretHeaders.Redact("Set-Cookie", "who=ada; Path=/; HttpOnly", marks);
        string sent = SecretHeaders.Redact("Cookie", "lang=de; who=ada", marks);

        Assert.StartsWith("who=[REDACTED:", set, StringComparison.Ordinal);
        Assert.Equal($"lang=de; {set.Split(';')[0]}", sent);
    }

    [Theory]
    [InlineData("""{"access_token":"abc","expires_in":60}""", "/access_token")]
    [InlineData("""{"user":{"name":"ada","sessionToken":"abc"}}""", "/user/sessionToken")]
    [InlineData("""[{"jwt":"abc"}]""", "/0/jwt")]
    [InlineData("""{"session":{"id":"x","key":"abc"}}""", null)]
    [InlineData("""<form><input type="hidden" name="_csrf" value="abc"></form>""", "input/_csrf")]
    [InlineData("""<head><meta name="csrf-token" content="abc"></head>""", "meta/csrf-token")]
    [InlineData("""<script type="application/json">{"csrf":"abc"}</script>""", "script[0]/csrf")]
    [InlineData("""<script>{"csrf":"abc"}</script><script type="application/json">"csrf"</script>""", null)]
    [InlineData("""{"name":"token"}""", null)]
    [InlineData("""{"token":7}""", null)]
    [InlineData("""{"token":"abc" """, null)]
    [InlineData("token=abc", null)]
    public void A_token_in_a_body_is_tied_to_the_header_that_sends_it(string body, string? place)
    {
        var marks = new SecretMarks();

        ReadOnlyMemory<byte>? found = BodyMarks.Of(Encoding.UTF8.GetBytes(body), marks);

        Assert.Equal(place is not null, found.HasValue);
        IReadOnlyDictionary<string, string> read = found is { } field ? BodyMarks.Read(Response(field)) : new Dictionary<string, string>();
        Assert.Equal(place is null ? [] : [new(place, Redaction.MarkOf(SecretHeaders.Redact("Authorization", "Bearer abc", marks))!)], read);
    }

    [Theory]
    [InlineData("[REDACTED]", true, null)]
    [InlineData("Bearer [REDACTED:7f3a]", true, "7f3a")]
    [InlineData("[REDACTED:]", false, null)]
    [InlineData("[REDACTED:xyz!]", false, null)]
    [InlineData("redacted", false, null)]
    public void Both_forms_of_a_redacted_value_are_read(string value, bool isRedacted, string? mark)
    {
        Assert.Equal((isRedacted, mark), (Redaction.IsRedacted(value), Redaction.MarkOf(value)));
    }

    // Three users log in, then ask in another order.
    private static Incident Carts(string how, bool byCookie)
    {
        var marks = new SecretMarks();
        string Secret(string user) => $"rec{user}V1StGXR8Z5jdHi6B";
        string Kept(string name, string value) => how switch { "kept" => value, "marked" => SecretHeaders.Redact(name, value, marks), _ => Redaction.Plain(SecretHeaders.Redact(name, value, marks)) };
        var builder = new IncidentBuilder();
        foreach (string user in Users)
        {
            string body = byCookie ? "{}" : $$"""{"access_token":"{{Secret(user)}}"}""";
            builder.Exchange($"/login/{user}", body, method: "POST", response: r => r with
            {
                Headers = byCookie ? HeaderMap.Of(("Content-Type", "application/json"), ("Set-Cookie", Kept("Set-Cookie", $"sid={Secret(user)}; Path=/"))) : r.Headers,
                UnknownFields = how == "marked" && !byCookie ? [new(BodyMarks.Field, BodyMarks.Of(r.Body.GetBytes(), marks)!.Value)] : [],
            });
        }

        foreach (string user in (string[])["ada", "bob", "ada", "cy", "bob"])
        {
            string header = byCookie ? "Cookie" : "Authorization";
            builder.Exchange("/cart", $$"""{"cart of":"{{user}}"}""", headers: HeaderMap.Of(("Host", "shop.test"), (header, Kept(header, byCookie ? $"sid={Secret(user)}" : $"Bearer {Secret(user)}"))));
        }

        return builder.Build();
    }

    private static IncidentEvent Response(ReadOnlyMemory<byte> field) => new()
    {
        Type = IncidentEventType.InboundResponse,
        Timestamp = default,
        UnknownFields = [new(BodyMarks.Field, field)],
    };

    private sealed class Shop
    {
        private readonly ConcurrentDictionary<string, string> _users = new();

        public bool Leaks { get; init; }

        public bool ByCookie { get; init; } = true;

        public Task<HttpResponseMessage> Answer(FakeRequest request)
        {
            if (request.Path.StartsWith("/login/", StringComparison.Ordinal))
            {
                string secret = $"live{Guid.NewGuid():N}";
                _users[secret] = request.Path["/login/".Length..];
                HttpResponseMessage answer = FakeRequest.Answer(ByCookie ? "{}" : $$"""{"access_token":"{{secret}}"}""");
                if (ByCookie)
                {
                    answer.Headers.TryAddWithoutValidation("Set-Cookie", $"sid={secret}; Path=/");
                }

                return Task.FromResult(answer);
            }

            string sent = request.Header("Cookie")?["sid=".Length..] ?? request.Header("Authorization")?["Bearer ".Length..] ?? "";
            string? user = _users.GetValueOrDefault(sent);
            return Task.FromResult(user is null ? FakeRequest.Answer("{}", 401) : FakeRequest.Answer($$"""{"cart of":"{{(Leaks && user == "bob" ? "ada" : user)}}"}"""));
        }

    }
}
