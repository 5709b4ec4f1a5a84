using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Tests.Replay;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.LiveState;

public class IdChainTests
{
    private static Incident Untold(string target, string method, string shown) => new IncidentBuilder()
        .Exchange("/jobs", "", method: "POST", status: 202, body: """{"name":"a","parts":2}""", headers: Json)
        .Exchange(target, shown, method: method)
        .Exchange("/jobs/17")
        .Build();

    private static readonly HeaderMap Json = HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "application/json"));
    private static readonly HeaderMap Form = HeaderMap.Of(("Host", "shop.test"), ("Content-Type", "application/x-www-form-urlencoded"));

    [Theory]
    [InlineData("/orders/1", "", "path segment 2")]
    [InlineData("/orders/1/pay", "", "path segment 2")]
    [InlineData("/api/v2/orders/1.pdf", "", "path segment 4")]
    [InlineData("/orders?id=1", "", "query id")]
    [InlineData("/labels?order_id=1&copies=1", "", "query order_id")]
    [InlineData("/labels?orderid=1", "", "query orderid")]
    [InlineData("/login?returnUrl=%2Forders%2F1", "", "query returnUrl")]
    [InlineData("/pay", "{\"orderId\":1,\"parts\":1}", "body /orderId")]
    [InlineData("/pay", "{\"orderId\":\"1\"}", "body /orderId")]
    [InlineData("/pay", "{\"order\":{\"id\":1,\"lines\":1}}", "body /order/id")]
    [InlineData("/pay", "{\"orderIds\":[1]}", "body /orderIds/0")]
    [InlineData("/pay", "{\"next\":\"/orders/1\"}", "body /next")]
    public void An_id_that_a_response_gives_is_carried_to_where_it_is_named(string target, string body, string place)
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"id":1,"seats":1}""", method: "POST").Exchange(target, method: "POST", body: body, headers: Json).Build();

        Assert.Equal([$"exchange 1, response, body /id = 1 -> exchange 2, request, {place}"], Describe(incident));
    }

    [Theory]
    [InlineData("/seats/1", "")]
    [InlineData("/orders?page=1", "")]
    [InlineData("/orders/7?customerId=1", "")]
    [InlineData("/pay", "{\"seats\":1,\"customerId\":1,\"customer\":{\"id\":1},\"note\":\"1\"}")]
    public void The_same_number_under_another_name_is_not_the_id(string target, string body)
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", """{"id":1}""", method: "POST").Exchange(target, method: "POST", body: body, headers: Json).Build();

        Assert.Equal(["exchange 1, response, body /id = 1 -> "], Describe(incident));
    }

    [Theory]
    [InlineData("/orders", "{\"id\":17}", "", "exchange 1, response, body /id = 17")]
    [InlineData("/orders", "{\"data\":{\"id\":17,\"lines\":[]}}", "", "exchange 1, response, body /data/id = 17")]
    [InlineData("/orders", "{\"orderId\":17}", "", "exchange 1, response, body /orderId = 17")]
    [InlineData("/graphql", "{\"data\":{\"createOrder\":{\"id\":17}}}", "", "exchange 1, response, body /data/createOrder/id = 17")]
    [InlineData("/orders", "{\"self\":\"https://shop.test/api/orders/17\"}", "", "exchange 1, response, body /self = 17")]
    [InlineData("/orders", "", "/orders/17", "exchange 1, response, header Location = 17")]
    [InlineData("/checkout", "{\"id\":17}", "https://shop.test/orders/17?from=checkout", "exchange 1, response, body /id = 17")]
    [InlineData("/orders", "{\"id\":\"ord-17\"}", "", "exchange 1, response, body /id = ord-17")]
    [InlineData("/bookings", "", "/orders/X7Q2", "exchange 1, response, header Location = X7Q2")]
    public void An_id_is_proven_by_its_name_a_link_or_the_location(string target, string body, string location, string source)
    {
        string id = source[(source.LastIndexOf(' ') + 1)..];
        Incident incident = new IncidentBuilder()
            .Exchange(target, body, method: "POST", response: e => e with { Status = 201, Headers = HeaderMap.Of([("Content-Type", "application/json"), .. location.Length == 0 ? [] : new[] { ("Location", location) }]) })
            .Exchange($"/orders/{id}")
            .Build();

        Assert.Equal([$"{source} -> exchange 2, request, path segment 2"], Describe(incident));
    }

    [Theory]
    [InlineData("GET", "/orders/latest", 200, "{\"id\":17}")]
    [InlineData("POST", "/orders/search", 200, "[{\"id\":17}]")]
    [InlineData("POST", "/orders/search", 200, "{\"items\":[{\"id\":17}]}")]
    [InlineData("POST", "/orders", 409, "{\"id\":17}")]
    [InlineData("POST", "/orders", 200, "{\"number\":17,\"count\":17}")]
    [InlineData("POST", "/orders", 201, "{\"next\":\"/orders?page=17\",\"page\":17}")]
    [InlineData("POST", "/carts", 201, "{\"id\":1,\"statusId\":17}")]
    public void What_was_there_before_or_is_no_id_does_not_chain(string method, string target, int status, string body)
    {
        Incident incident = new IncidentBuilder().Exchange(target, body, method: method, status: status).Exchange("/orders/17").Exchange("/statuses/17").Build();

        Assert.DoesNotContain(Describe(incident), chain => chain.Contains("= 17", StringComparison.Ordinal));
    }

    // What a request made that was answered without an id: told by what it said.
    [Theory]
    [InlineData("/jobs", "GET", "[{\"id\":16,\"name\":\"b\"},{\"id\":17,\"name\":\"a\",\"parts\":2}]", "body /1/id")]
    [InlineData("/jobs", "GET", "{\"items\":[{\"id\":17,\"text\":\"a\"}]}", "body /items/0/id")]
    [InlineData("/jobs/next", "GET", "{\"id\":17,\"name\":\"a\"}", "body /id")]
    [InlineData("/jobs/claim-many", "POST", "[{\"jobId\":17,\"name\":\"a\"}]", "body /0/jobId")]
    [InlineData("/board", "GET", "{\"jobs\":[{\"name\":\"a\",\"self\":\"/jobs/17\"}]}", "body /jobs/0/self")]
    public void An_id_is_proven_where_what_was_made_is_first_shown(string target, string method, string shown, string place)
    {
        Incident incident = Untold(target, method, shown);

        Assert.Equal([$"exchange 2, response, {place} = 17 -> exchange 3, request, path segment 2"], Describe(incident));
    }

    [Theory]
    [InlineData("/jobs", "[{\"id\":17,\"name\":\"b\"}]")]
    [InlineData("/jobs", "[{\"id\":17,\"parts\":2}]")]
    [InlineData("/jobs", "[{\"id\":17,\"name\":\"a\",\"parts\":3}]")]
    [InlineData("/tasks", "[{\"id\":17,\"name\":\"a\"}]")]
    [InlineData("/jobs", "[{\"position\":17,\"name\":\"a\"}]")]
    public void What_a_list_shows_that_nobody_made_does_not_chain(string target, string shown)
    {
        Assert.Empty(Describe(Untold(target, "GET", shown)));
    }

    [Theory]
    [InlineData("/orders", "{\"id\":7,\"number\":\"ORD-001700\"}", "", "body /number")]
    [InlineData("/orders", "{\"orderNumber\":\"ORD-001700\"}", "", "body /orderNumber")]
    [InlineData("/orders", "", "/orders/ORD-001700", "header Location")]
    public void An_id_that_is_like_nothing_else_is_carried_wherever_it_stands(string target, string body, string location, string place)
    {
        Incident incident = new IncidentBuilder()
            .Exchange(target, body, method: "POST", response: e => e with { Status = 201, Headers = HeaderMap.Of([("Content-Type", "application/json"), .. location.Length == 0 ? [] : new[] { ("Location", location) }]) })
            .Exchange("/close?which=ORD-001700&seats=7", method: "POST", body: """["ORD-001700","7"]""", headers: Json)
            .Build();

        Assert.Contains($"exchange 1, response, {place} = ORD-001700 -> exchange 2, request, query which | exchange 2, request, body /0", Describe(incident));
    }

    [Theory]
    [InlineData("{\"id\":7,\"promoCode\":\"SUMMER-2026\"}")]
    [InlineData("{\"id\":7,\"productNumber\":\"PRD-001700\"}")]
    [InlineData("{\"id\":7,\"product\":{\"number\":\"PRD-001700\"}}")]
    [InlineData("{\"id\":7,\"number\":\"A-1\"}")]
    public void A_text_that_is_not_the_number_of_what_was_made_does_not_chain(string body)
    {
        Incident incident = new IncidentBuilder().Exchange("/orders", body, method: "POST").Build();

        Assert.Equal(["exchange 1, response, body /id = 7 -> "], Describe(incident));
    }

    [Fact]
    public void A_response_that_gives_the_id_tells_of_no_other()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/jobs", """{"id":16}""", method: "POST", body: """{"name":"a"}""", headers: Json)
            .Exchange("/jobs", """[{"id":17,"name":"a"}]""")
            .Build();

        Assert.Equal(["exchange 1, response, body /id = 16 -> "], Describe(incident));
    }

    [Fact]
    public void Parts_of_what_names_its_own_id_are_made_with_it()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/carts", """{"cartId":5,"lines":[{"lineId":17}]}""", method: "POST")
            .Exchange("/carts/5/lines", """{"cartId":5,"lines":[{"lineId":17,"sku":"pen"},{"lineId":18,"sku":"ink"}]}""", method: "POST", body: """{"sku":"ink"}""", headers: Json)
            .Build();

        Assert.Equal(
            ["exchange 1, response, body /cartId = 5 -> exchange 2, request, path segment 2", "exchange 1, response, body /lines/0/lineId = 17 -> ", "exchange 2, response, body /lines/1/lineId = 18 -> "],
            Describe(incident));
    }

    [Fact]
    public void An_id_that_the_client_named_first_is_its_own()
    {
        Incident incident = new IncidentBuilder().Exchange("/orders/17", """{"id":17}""", method: "PUT").Exchange("/orders/17").Build();

        Assert.Empty(Describe(incident));
    }

    [Fact]
    public void An_id_that_a_dependency_answered_with_is_answered_again_and_does_not_chain()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":17}""", method: "POST", calls: [Call("http://a.test/orders", """{"id":17}""", method: "POST", body: "{}")])
            .Exchange("/orders/17")
            .Build();

        Assert.Empty(Describe(incident));
    }

    [Fact]
    public void An_id_that_a_dependency_is_given_before_the_response_shows_it_is_made_for_the_call()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":17}""", method: "POST", calls: [Call("http://a.test/charges", method: "POST", body: """{"orderId":17,"amount":17}""")])
            .Exchange("/orders/17")
            .Build();

        Assert.Equal(["exchange 1, made for dependency call 1, body /orderId = 17 -> exchange 1, response, body /id | exchange 2, request, path segment 2"], Describe(incident));
    }

    [Fact]
    public void Ids_of_a_form_go_into_links_and_fields()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", method: "POST", status: 302, response: e => e with { Headers = HeaderMap.Of(("Location", "/orders/17")) })
            .Exchange("/orders/17/delete", method: "POST", body: "orderId=17&copies=17", headers: Form)
            .Build();

        Assert.Equal(["exchange 1, response, header Location = 17 -> exchange 2, request, path segment 2 | exchange 2, request, form field orderId"], Describe(incident));
    }

    [Fact]
    public void Two_things_of_one_number_are_two_chains()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":1}""", method: "POST")
            .Exchange("/customers", """{"id":1}""", method: "POST")
            .Exchange("/orders/1?customerId=1")
            .Build();

        Assert.Equal(
            ["exchange 1, response, body /id = 1 -> exchange 3, request, path segment 2", "exchange 2, response, body /id = 1 -> exchange 3, request, query customerId"],
            Describe(incident));
    }

    [Fact]
    public void Numbers_that_were_made_at_the_same_time_may_come_the_other_way_round()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":1}""", method: "POST", at: 0, took: 20)
            .Exchange("/orders", """{"id":2}""", method: "POST", at: 5, took: 20)
            .Exchange("/orders", """{"id":3}""", method: "POST", at: 100)
            .Build();

        Assert.Equal(["2", "1", ""], LiveChains.Find(incident).All.Select(chain => string.Join(' ', chain.Exchangeable)));
    }

    [Theory]
    [InlineData("/orders?limit=2&after=17", "", "query after")]
    [InlineData("/orders?since_id=17", "", "query since_id")]
    [InlineData("/orders?cursor=MTc%3D", "", "query cursor")]
    [InlineData("/orders?cursor=MTc", "", "query cursor")]
    [InlineData("/orders?page%5Bafter%5D=eyJpZCI6MTd9", "", "query page[after]")]
    [InlineData("/orders?limit=2", "{\"startingAfter\":17}", "body /startingAfter")]
    [InlineData("/orders?limit=2", "{\"page\":{\"cursor\":\"MTc=\"}}", "body /page/cursor")]
    public void A_cursor_carries_the_id_that_a_page_ended_with(string target, string body, string place)
    {
        Incident incident = Paged(17, target, body);

        Assert.Equal(["exchange 1, response, body /id = 16 -> ", $"exchange 2, response, body /id = 17 -> exchange 4, request, {place}"], Describe(incident));
    }

    [Theory]
    [InlineData(17, "/orders?after=9")]
    [InlineData(17, "/orders?offset=17")]
    [InlineData(17, "/orders?page=17")]
    [InlineData(17, "/seats?after=17")]
    [InlineData(17, "/orders?cursor=b3JkZXI%3D")]
    [InlineData(2, "/orders?cursor=2")]
    [InlineData(2, "/orders?cursor=Mg%3D%3D")]
    public void A_cursor_that_is_no_id_or_may_count_what_was_listed_carries_none(int last, string target) =>
        Assert.Equal(["exchange 1, response, body /id = " + (last - 1) + " -> ", $"exchange 2, response, body /id = {last} -> "], Describe(Paged(last, target)));

    [Fact]
    public void One_cursor_that_is_no_id_is_enough_to_know_that_none_is()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", """{"id":17}""", method: "POST")
            .Exchange("/orders", """[{"id":17}]""")
            .Exchange("/orders?after=17", "[]")
            .Exchange("/orders?after=3", "[]")
            .Build();

        Assert.Equal(["exchange 1, response, body /id = 17 -> "], Describe(incident));
    }

    private static Incident Paged(int last, string target, string body = "") => new IncidentBuilder()
        .Exchange("/orders", $$"""{"id":{{last - 1}}}""", method: "POST")
        .Exchange("/orders", $$"""{"id":{{last}}}""", method: "POST")
        .Exchange("/orders?limit=2", $$"""{"items":[{"id":{{last - 1}}},{"id":{{last}}}]}""", method: body.Length == 0 ? "GET" : "QUERY")
        .Exchange(target, """{"items":[]}""", method: body.Length == 0 ? "GET" : "QUERY", body: body, headers: Json)
        .Build();

    private static string[] Describe(Incident incident) =>
        [.. LiveChains.Find(incident).All.Select(chain => $"{ChainText.Source(chain)} = {chain.Recorded} -> {string.Join(" | ", chain.Sinks.Select(ChainText.End))}")];
}
