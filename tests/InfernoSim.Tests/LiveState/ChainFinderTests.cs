using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Tests.Replay;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

public class ChainFinderTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk";
    private static readonly HeaderMap Form = HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "application/x-www-form-urlencoded"));
    private static readonly HeaderMap Json = HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "application/json"));

    [Theory]
    [InlineData("GET", "/orders/" + Id, "", "path segment 2")]
    [InlineData("GET", "/orders?id=" + Id, "", "query id")]
    [InlineData("GET", "/go?to=%2Forders%2F" + Id, "", "query to")]
    [InlineData("POST", "/pay", "{\"order\":{\"id\":\"" + Id + "\"}}", "body /order/id")]
    [InlineData("POST", "/pay", "{\"next\":\"/orders/" + Id + "\"}", "body /next")]
    public void A_value_of_a_response_is_carried_into_a_later_request(string method, string target, string body, string place)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", "{\"data\":{\"id\":\"" + Id + "\"}}", method: "POST")
            .Exchange(target, method: method, body: body, headers: Json)
            .Build();

        LiveChain chain = Assert.Single(LiveChains.Find(incident).All);

        Assert.Equal(("exchange 1, response, body /data/id", $"exchange 2, request, {place}"), (ChainText.Source(chain), ChainText.End(Assert.Single(chain.Sinks))));
    }

    [Fact]
    public void A_token_with_slashes_is_carried_as_a_whole()
    {
        const string Token = "/8xLOxBtZp8Qk2mN4vT6wR9sY1uI3oP5a/7dF2gH0jQ=";
        Incident incident = new IncidentBuilder()
            .Exchange("/token", $$"""{"refreshToken":"{{Token}}"}""", method: "POST")
            .Exchange("/refresh", method: "POST", body: $$"""{"refreshToken":"{{Token}}"}""", headers: Json)
            .Build();

        Assert.Equal(Token, Assert.Single(LiveChains.Find(incident).All).Recorded);
    }

    [Theory]
    [InlineData("<a href=\"/orders/(id)\">order</a>", "exchange 1, response, body a[0]/href")]
    [InlineData("<a href=\"/\">home</a><a href=\"order?id=(id)#top\">order</a>", "exchange 1, response, body a[1]/href")]
    [InlineData("<form method=post action=\"https://shop.test/orders/(id)\"></form>", "exchange 1, response, body form[0]/action")]
    [InlineData("<form><button formaction='/orders/(id)'>Cancel</button></form>", "exchange 1, response, body button[0]/formaction")]
    [InlineData("<head><link rel=next href=/orders/(id)></head>", "exchange 1, response, body link[0]/href")]
    public void A_value_in_a_link_of_a_page_is_carried_to_where_the_link_leads(string page, string source)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/", page.Replace("(id)", Id, StringComparison.Ordinal), response: r => r with { Headers = HeaderMap.Of(("Content-Type", "text/html")) })
            .Exchange($"/orders/{Id}")
            .Build();

        LiveChain chain = Assert.Single(LiveChains.Find(incident).All);

        Assert.Equal((source, "exchange 2, request, path segment 2"), (ChainText.Source(chain), ChainText.End(Assert.Single(chain.Sinks))));
    }

    [Theory]
    [InlineData("application/json", "{\"access_token\":\"" + Jwt + "\",\"refresh_token\":\"8xLOxBtZp8Qk2mN4vT6w\"}", 2)]
    [InlineData("text/html", "<form><input type=hidden name=_csrf value=8xLOxBtZp8Qk2mN4vT6w></form>", 1)]
    [InlineData("text/html", "<meta name=csrf-token content=8xLOxBtZp8Qk2mN4vT6w>", 1)]
    [InlineData("text/html", "<script type=application/json>{\"csrfToken\":\"onlysmallletters\"}</script>", 1)]
    [InlineData("application/json", "{\"etag\":\"8xLOxBtZp8Qk2mN4vT6w\",\"token\":\"none\"}", 0)]
    public void A_token_that_nobody_sent_before_the_incident_ended_is_a_new_one_all_the_same(string type, string body, int chains)
    {
        Incident incident = new IncidentBuilder().Exchange("/token", body, response: r => r with { Headers = HeaderMap.Of(("Content-Type", type)) }).Build();

        IReadOnlyList<LiveChain> found = LiveChains.Find(incident).All;

        Assert.Equal(chains, found.Count);
        Assert.All(found, chain => Assert.Empty(chain.Sinks));
    }

    [Fact]
    public void A_value_that_nobody_sent_is_new_where_others_of_its_place_were_sent()
    {
        const string Other = "5d2c9b14-7e0a-4f3b-9c68-1a4d7f2e8b53";
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"ids":["{{Id}}"]}""", method: "POST")
            .Exchange($"/orders/{Id}")
            .Exchange("/orders", $$"""{"ids":["9a1f4c3e-2b7d-4e58-8c06-3f5a9d7b1e24","{{Other}}"]}""", method: "POST", calls: [Call("http://ids.test/", $$"""{"id":"9a1f4c3e-2b7d-4e58-8c06-3f5a9d7b1e24"}""")])
            .Exchange("/status", $$"""{"last":"{{Other}}"}""")
            .Exchange("/build", """{"ids":["71b3e0f6-4d29-4a85-b1c7-6e8f2a9d0c34"]}""")
            .Build();

        Assert.Equal(["exchange 1, response, body /ids/0 -> exchange 2, request, path segment 2", "exchange 3, response, body /ids/1 -> "], Describe(incident));
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 5).Where(exchange => LiveChains.Find(incident).Touching(exchange).Count > 0));
    }

    [Fact]
    public void A_version_that_a_change_names_is_new_wherever_a_like_response_shows_one()
    {
        const string Next = "5d2c9b14-7e0a-4f3b-9c68-1a4d7f2e8b53";
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"version":"{{Id}}"}""", method: "POST")
            .Exchange("/orders/1", $$"""{"version":"{{Id}}"}""")
            .Exchange("/orders/1", method: "PUT", headers: HeaderMap.Of(("If-Match", $"\"{Id}\"")))
            .Exchange("/orders/1", $$"""{"version":"{{Next}}"}""")
            .Build();

        Assert.Equal(["exchange 1, response, body /version -> exchange 3, request, header If-Match", "exchange 4, response, body /version -> "], Describe(incident));
    }

    [Theory]
    [InlineData("/cart;jsessionid=1E2391A6251BC749027D5F19C5070616")]
    [InlineData("/cart;v=1;jsessionid=1E2391A6251BC749027D5F19C5070616?x=1")]
    [InlineData("/Carts('1E2391A6251BC749027D5F19C5070616')/items")]
    public void A_value_in_a_parameter_of_a_path_is_carried(string target)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", method: "POST", response: r => r with { Headers = HeaderMap.Of(("Location", "/cart;jsessionid=1E2391A6251BC749027D5F19C5070616")) })
            .Exchange(target)
            .Build();

        Assert.Equal(["exchange 1, response, header Location -> exchange 2, request, path segment 1"], Describe(incident));
    }

    [Theory]
    [InlineData("POST", 201, "GET", "/orders/1", true)]
    [InlineData("POST", 201, "PUT", "/orders/1", true)]
    [InlineData("GET", 200, "GET", "/orders/1", false)]
    [InlineData("POST", 409, "GET", "/orders/1", false)]
    public void An_id_that_is_made_and_shown_again_is_new_though_nobody_sends_it(string method, int status, string again, string target, bool isNew)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"key":"{{Id}}"}""", method: method, status: status)
            .Exchange(target, $$"""{"key":"{{Id}}"}""", method: again)
            .Exchange("/health")
            .Build();

        Assert.Equal(isNew ? ["exchange 1, response, body /key -> "] : [], Describe(incident));
    }

    [Fact]
    public void An_id_that_is_made_and_shown_once_says_nothing()
    {
        Assert.Empty(Describe(new IncidentBuilder().Exchange("/orders", $$"""{"key":"{{Id}}"}""", method: "POST").Exchange("/health").Build()));
    }

    [Fact]
    public void An_id_that_was_read_before_is_not_made_by_who_shows_it_next()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/warehouses", $$"""[{"key":"{{Id}}"}]""")
            .Exchange("/orders", $$"""{"warehouse":"{{Id}}"}""", method: "POST", status: 201)
            .Exchange("/orders/1", $$"""{"warehouse":"{{Id}}"}""")
            .Build();

        Assert.Empty(Describe(incident));
    }

    [Fact]
    public void It_is_carried_through_forms_headers_and_cookies_too()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", $$"""{"token":"{{Jwt}}"}""", method: "POST", response: e => e with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("X-Cart", Id)) })
            .Exchange("/a", headers: HeaderMap.Of(("Authorization", $"Bearer {Jwt}")))
            .Exchange("/b", method: "POST", body: $"cart={Id}&x=1", headers: Form)
            .Exchange("/c", headers: HeaderMap.Of(("Cookie", $"theme=dark; cart={Id}")))
            .Build();

        Assert.Equal(
            [
                "exchange 1, response, body /token -> exchange 2, request, header Authorization",
                "exchange 1, response, header X-Cart -> exchange 3, request, form field cart | exchange 4, request, cookie cart",
            ],
            Describe(incident));
    }

    [Fact]
    public void A_value_that_a_client_had_before_is_its_own()
    {
        Incident incident = new IncidentBuilder().Exchange($"/orders/{Id}", $$"""{"id":"{{Id}}"}""").Exchange($"/orders/{Id}").Build();

        Assert.Empty(LiveChains.Find(incident).All);
    }

    [Fact]
    public void A_request_that_had_begun_before_the_response_ended_was_not_caused_by_it()
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", $$"""{"id":"{{Id}}"}""", at: 0, took: 50).Exchange($"/orders/{Id}", at: 10).Build();

        Assert.Empty(LiveChains.Find(incident).All);
    }

    [Fact]
    public void A_value_that_a_dependency_answered_with_is_answered_again_and_is_not_live()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", calls: [Call("http://a.test/ids", $$"""{"next":"{{Id}}"}""")])
            .Exchange($"/orders/{Id}")
            .Build();

        Assert.Empty(LiveChains.Find(incident).All);
    }

    [Fact]
    public void A_value_that_the_service_gives_a_dependency_first_is_made_there_although_the_dependency_repeats_it()
    {
        Incident incident = new IncidentBuilder()
            .Exchange(
                "/orders",
                $$"""{"id":"{{Id}}"}""",
                calls: [Call("http://a.test/orders", $$"""{"order":"{{Id}}"}""", method: "POST", body: $$"""{"id":"{{Id}}"}"""), Call($"http://a.test/orders/{Id}", at: 4)])
            .Exchange($"/orders/{Id}")
            .Build();

        Assert.Equal(
            ["exchange 1, made for dependency call 1, body /id -> exchange 1, dependency call 2, path segment 2 | exchange 2, request, path segment 2 | exchange 1, response, body /id"],
            Describe(incident));
    }

    [Fact]
    public void A_value_that_goes_no_further_is_no_chain()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", "{}", calls: [Call("http://a.test/orders", method: "POST", body: $$"""{"key":"{{Id}}"}""")])
            .Exchange("/x", $$"""{"id":"0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7"}""")
            .Build();

        Assert.Empty(LiveChains.Find(incident).All);
    }

    [Fact]
    public void A_value_that_every_exchange_answers_with_is_not_passed_on()
    {
        var builder = new IncidentBuilder();
        foreach (string target in (string[])["/a", "/b", "/c", $"/d?tenant={Id}"])
        {
            builder.Exchange(target, $$"""{"tenant":"{{Id}}"}""");
        }

        Assert.Empty(LiveChains.Find(builder.Build()).All);
    }

    [Fact]
    public void The_one_thing_that_a_short_incident_is_about_is_passed_on()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", $$"""{"id":"{{Id}}"}""", method: "POST")
            .Exchange($"/orders/{Id}", $$"""{"id":"{{Id}}"}""")
            .Exchange("/orders", $$"""[{"id":"{{Id}}"}]""")
            .Build();

        LiveChain chain = Assert.Single(LiveChains.Find(incident).All);
        Assert.Equal((0, Id), (chain.Source.Exchange, chain.Recorded));
    }

    [Theory]
    [InlineData("_id", "507f1f77bcf86cd799439011", true)]
    [InlineData("lineId", "V1StGXR8_Z5jdHi6B-myT", true)]
    [InlineData("paymentRef", "pi_3MtwBwLkdIwHu7ix28a3tqPa", true)]
    [InlineData("id", "1847362950174638592", true)]
    [InlineData("number", "48151623", false)]
    [InlineData("checksum", "507f1f77bcf86cd799439011", false)]
    [InlineData("etag", "V1StGXR8_Z5jdHi6B-myT", false)]
    public void An_id_by_its_name_that_a_later_response_shows_again_need_not_be_sent(string member, string value, bool isChain)
    {
        string answer = $$"""{"number":"A-1","{{member}}":"{{value}}"}""";
        Incident incident = new IncidentBuilder().Exchange("/orders", answer, method: "POST").Exchange("/orders/A-1", answer).Build();

        Assert.Equal(isChain, LiveChains.Find(incident).All.Any(chain => chain.Recorded == value));
    }

    [Theory]
    [InlineData("amount", "48151623")]
    [InlineData("total", "\"48151623\"")]
    [InlineData("unit_price", "48151623")]
    [InlineData("status", "\"" + Id + "\"")]
    public void What_the_service_decided_is_compared_and_not_carried(string member, string value)
    {
        Incident incident = new IncidentBuilder().Exchange("/a", $$"""{"{{member}}":{{value}}}""").Exchange($"/b?v={value.Trim('"')}").Build();

        Assert.Empty(LiveChains.Find(incident).All);
    }

    [Fact]
    public void A_redacted_bearer_token_comes_from_the_last_response_that_gave_one_out()
    {
        HeaderMap redacted = HeaderMap.Of(("Authorization", "Bearer [REDACTED]"));
        Incident incident = new IncidentBuilder()
            .Exchange("/login", """{"access_token":"first-of-all","id_token":"not this one"}""", method: "POST")
            .Exchange("/a", headers: redacted)
            .Exchange("/login", """{"access_token":"[REDACTED]"}""", method: "POST")
            .Exchange("/b", headers: redacted)
            .Exchange("/c", headers: HeaderMap.Of(("Authorization", "Basic [REDACTED]")))
            .Build();

        Assert.Equal(
            [
                "exchange 1, response, body /access_token -> exchange 2, request, header Authorization",
                "exchange 3, response, body /access_token -> exchange 4, request, header Authorization",
            ],
            Describe(incident));
    }

    [Fact]
    public void A_redacted_header_of_another_name_comes_from_the_same_name()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/form", """{"csrfToken":"abc"}""")
            .Exchange("/send", method: "POST", headers: HeaderMap.Of(("X-CSRF-Token", "[REDACTED]"), ("X-Api-Key", "[REDACTED]")))
            .Build();

        Assert.Equal(["exchange 1, response, body /csrfToken -> exchange 2, request, header X-CSRF-Token"], Describe(incident));
    }

    [Fact]
    public void A_cookie_is_carried_by_its_name_whether_redacted_or_not()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", response: e => e with { Headers = HeaderMap.Of(("Set-Cookie", "sid=[REDACTED]; Path=/")) })
            .Exchange("/a", headers: HeaderMap.Of(("Cookie", "sid=[REDACTED]; theme=dark")))
            .Build();

        Assert.Equal(["exchange 1, response, cookie sid -> exchange 2, request, cookie sid"], Describe(incident));
    }

    [Fact]
    public void The_chains_of_an_incident_are_the_same_each_time()
    {
        var builder = new IncidentBuilder();
        for (int i = 0; i < 20; i++)
        {
            string id = new Guid(i + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).ToString();
            builder.Exchange("/orders", $$"""{"id":"{{id}}"}""", method: "POST").Exchange($"/orders/{id}");
        }

        Assert.Equal(20, LiveChains.Find(builder.Build()).All.Count);
        Assert.Equal(Describe(builder.Build()), Describe(builder.Build()));
    }

    private static string[] Describe(Incident incident) =>
        [.. LiveChains.Find(incident).All.Select(chain => $"{ChainText.Source(chain)} -> {string.Join(" | ", chain.Sinks.Select(ChainText.End))}")];
}
