using System.Collections.Concurrent;
using System.Globalization;
using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Statements;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.TestStatement;

namespace InfernoSim.Tests.Replay;

public class StatementReplayTests
{
    private const string Find = "SELECT * FROM Orders WHERE Id = @id";
    private const string Insert = "INSERT INTO Orders (Item, At) VALUES (@item, @at)";

    [Fact]
    public async Task A_statement_is_answered_with_what_came_back_for_it_in_its_exchange()
    {
        var bench = new LedgerBench(new IncidentBuilder()
            .Exchange("/1", calls: [Recorded(Find, """{"affected":1}""", ("@id", 1))])
            .Exchange("/2", calls: [Recorded(Find, """{"affected":2}""", ("@id", 1))])
            .Build());
        ExchangeScope first = bench.Open(0, 0);
        ExchangeScope second = bench.Open(0, 1);

        string[] answers = [await AskAsync(bench, second, Find, ("@id", 1)), await AskAsync(bench, first, "SELECT *\n  FROM Orders /* why */\n WHERE Id = @id;", ("@id", 1))];

        bench.Finish(first);
        bench.Finish(second);
        Assert.Equal(["""{"affected":2}""", """{"affected":1}"""], answers);
        Assert.Empty(bench.Divergences);
        Assert.Equal(2, bench.Matching.Causal);
    }

    [Fact]
    public async Task Equal_statements_with_different_answers_that_are_open_at_once_are_named()
    {
        var bench = new LedgerBench(
            new IncidentBuilder()
                .Exchange("/1", calls: [Recorded(Find, """{"affected":1}""", ("@id", 1))])
                .Exchange("/2", calls: [Recorded(Find, """{"affected":2}""", ("@id", 1))])
                .Build(),
            FakeService.AsFastAsPossible);
        bench.Open(0, 0);
        bench.Open(0, 1);

        await bench.AnswerAsync(DependencyRequest.Of(Statement(Find, [("@id", 1)]), null));

        Assert.Equal(1, bench.Matching.Ambiguous);
        Assert.Equal([$"SQL orders: {Find}"], bench.Recorder.Complete(new ReplayRecordingParts()).Observed.AmbiguousDependencies);
    }

    [Fact]
    public async Task A_statement_of_a_service_that_is_a_workers_own_is_that_workers_whoever_else_is_open()
    {
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/1", calls: [Recorded(Find, parameters: ("@id", 1))]).Build(),
            FakeService.AsFastAsPossible with { Fanout = 2 });
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];

        await bench.AnswerAsync(DependencyRequest.Of(Statement(Find, [("@id", 1)]), null) with { Worker = 1 });
        DependencyAnswer second = await bench.AnswerAsync(DependencyRequest.Of(Statement(Find, [("@id", 1)]), null) with { Worker = 1 });

        Array.ForEach(scopes, bench.Finish);
        Assert.Equal(502, second.Status);
        Assert.Contains(bench.Divergences, divergence => divergence is { Worker: 0, Kind: DivergenceKind.SqlMissing });
        Assert.DoesNotContain(bench.Divergences, divergence => divergence.Worker == 1);
    }

    [Fact]
    public async Task The_end_of_a_transaction_is_of_the_request_that_a_statement_in_it_names()
    {
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/1", calls: [Recorded(Find, parameters: ("@id", 1)), Recorded("COMMIT", at: 5)]).Build(),
            FakeService.AsFastAsPossible with { Fanout = 2 });
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        var transaction = new StatementGroup();

        await bench.AnswerAsync(DependencyRequest.Of(Statement(Find, [("@id", 1)]), bench.TraceIdOf(scopes[1])) with { Group = transaction });
        await bench.AnswerAsync(DependencyRequest.Of(Statement("COMMIT", []), null) with { Group = transaction });

        Array.ForEach(scopes, bench.Finish);
        Assert.All(bench.Divergences, divergence => Assert.Equal(0, divergence.Worker));
        Assert.Empty(bench.Recorder.Complete(new ReplayRecordingParts()).Observed.SharedDatabases);
    }

    [Fact]
    public async Task A_statement_that_followed_another_is_of_a_request_that_has_sent_the_other()
    {
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/1", calls: [Recorded("SELECT 1", at: 1), Recorded("SELECT 2", at: 3)]).Build(),
            FakeService.AsFastAsPossible with { Fanout = 2 });
        ExchangeScope second = bench.Open(1, 0);

        await bench.AnswerAsync(DependencyRequest.Of(Statement("SELECT 1"), null));
        ExchangeScope first = bench.Open(0, 0);
        await bench.AnswerAsync(DependencyRequest.Of(Statement("SELECT 2"), null));

        Assert.True(second.Calls.AreAllMade);
        Assert.Empty(first.Calls.Arrived());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Where_nothing_tells_whose_of_several_workers_a_statement_is_the_summary_says_so(int? worker)
    {
        Incident incident = new IncidentBuilder().Exchange("/1", took: 50).Unattributed(Recorded(Find, 10, "{}", ("@id", 1))).Build();
        var service = new FakeService(async request =>
        {
            await request.Service.Responder!.AnswerAsync(DependencyRequest.Of(Statement(Find, [("@id", 1)]), null) with { Worker = worker is null ? null : request.Worker % 2 }, CancellationToken.None);
            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(worker is null, summary.ToText().Contains("of which of the 2 workers a statement for orders is, where it names no request: they share a service", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_parameter_is_named_by_the_statement_and_the_parameter()
    {
        Divergence divergence = await DivergenceAsync([Recorded(Find, parameters: ("@id", 1))], (Find, [("@id", 2)]));

        Assert.Equal((DivergenceKind.SqlChanged, "body/parameters/@id/value", "1", "2"), (divergence.Kind, divergence.Location, divergence.Expected, divergence.Got));
        Assert.Equal($"exchange 1 (GET /a), dependency call 1 (SQL orders: {Find}): SQL statement differs at parameter @id: expected 1, got 2", DivergenceText.InOneLine(divergence));
    }

    [Fact]
    public async Task Another_text_is_named_where_it_differs()
    {
        Divergence divergence = await DivergenceAsync([Recorded(Find, parameters: ("@id", 1))], (Find.Replace("Id =", "Id >", StringComparison.Ordinal), [("@id", 1)]));

        Assert.Equal((DivergenceKind.SqlChanged, "body/text"), (divergence.Kind, divergence.Location));
        Assert.Contains("SQL statement differs at its text: expected \"SELECT * FROM Orders WHERE Id = @id\", got \"SELECT * FROM Orders WHERE Id > @id\"", DivergenceText.InOneLine(divergence), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select o.* from Orders as o where o.Id = @__id_0", "@__id_0", "select x.*  from Orders x where x.Id=@id", "@id")]
    [InlineData(Find, "@id", "SELECT * FROM Orders WHERE Id = @p", "@p")]
    public async Task A_text_that_only_changed_its_form_is_named_as_such_and_a_rule_accepts_it(string recorded, string recordedName, string sent, string sentName)
    {
        Divergence divergence = await DivergenceAsync([Recorded(recorded, parameters: (recordedName, 1))], (sent, [(sentName, 1)]));
        Divergence other = await DivergenceAsync([Recorded(recorded, parameters: (recordedName, 1))], (sent, [(sentName, 2)]));
        var bench = new LedgerBench(
            new IncidentBuilder().Exchange("/a", calls: [Recorded(recorded, """{"affected":1}""", (recordedName, 1))]).Build(),
            FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("statements: form")] });
        ExchangeScope scope = bench.Open(0, 0);

        string answer = await AskAsync(bench, scope, sent, (sentName, 1));

        bench.Finish(scope);
        Assert.Equal((DivergenceKind.SqlChanged, "body/form"), (divergence.Kind, divergence.Location));
        Assert.Contains("SQL statement differs at the form of its text alone", DivergenceText.InOneLine(divergence), StringComparison.Ordinal);
        Assert.Equal("body/text", other.Location);
        Assert.Equal("""{"affected":1}""", answer);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public void Nothing_else_of_statements_can_be_ignored_as_a_whole()
    {
        var problem = Assert.Throws<ReplayConfigurationException>(() => NoiseRule.Parse("statements: all"));

        Assert.Contains("write statements: form", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_is_left_out_is_missing()
    {
        Divergence divergence = await DivergenceAsync([Recorded("BEGIN"), Recorded(Find, parameters: ("@id", 1))], (Find, [("@id", 1)]));

        Assert.Equal((DivergenceKind.SqlMissing, "SQL orders: BEGIN"), (divergence.Kind, divergence.CallRequest));
        Assert.Contains("SQL statement missing", DivergenceText.InOneLine(divergence), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_once_more_than_recorded_is_a_duplicate_and_another_one_extra()
    {
        Divergence duplicate = await DivergenceAsync([Recorded(Find, parameters: ("@id", 1))], (Find, [("@id", 1)]), (Find, [("@id", 1)]));
        Divergence extra = await DivergenceAsync([Recorded(Find, parameters: ("@id", 1))], (Find, [("@id", 1)]), ("SELECT 1", []));

        Assert.Equal(DivergenceKind.SqlDuplicate, duplicate.Kind);
        Assert.Equal((DivergenceKind.SqlExtra, "SQL orders: SELECT 1"), (extra.Kind, extra.CallRequest));
    }

    [Fact]
    public async Task Statements_in_another_order_are_reordered()
    {
        Divergence divergence = await DivergenceAsync([Recorded("SELECT 1", at: 1), Recorded("SELECT 2", at: 5)], ("SELECT 2", []), ("SELECT 1", []));

        Assert.Equal((DivergenceKind.SqlReordered, "SQL orders: SELECT 1, then SQL orders: SELECT 2"), (divergence.Kind, divergence.Expected));
    }

    [Fact]
    public async Task Statements_of_no_exchange_that_came_while_none_was_open_are_answered_however_often_they_come()
    {
        IncidentEvent start = Recorded("SELECT 1", """{"affected":7}""") with { Timestamp = new IncidentTimestamp(-1) };
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Recorded("SELECT 1", """{"affected":1}""")]).Unattributed(start).Build());
        ExchangeScope scope = bench.Open(0, 0);

        string[] background = [await AskAsync(bench, null, "SELECT 1"), await AskAsync(bench, null, "SELECT 1")];
        string own = await AskAsync(bench, scope, "SELECT 1");

        bench.Finish(scope);
        Assert.Equal(["""{"affected":7}""", """{"affected":7}"""], background);
        Assert.Equal("""{"affected":1}""", own);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_statement_of_which_nothing_says_whose_it_is_goes_to_the_exchange_in_flight_before_it_is_background()
    {
        IncidentEvent start = Recorded("BEGIN", """{"affected":7}""") with { Timestamp = new IncidentTimestamp(-1) };
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [Recorded("BEGIN", """{"affected":1}""")]).Unattributed(start).Build());
        ExchangeScope scope = bench.Open(0, 0);

        DependencyAnswer first = await bench.AnswerAsync(DependencyRequest.Of(new SqlStatement("orders", "postgresql", "BEGIN"), null));
        bench.Finish(scope);
        DependencyAnswer second = await bench.AnswerAsync(DependencyRequest.Of(new SqlStatement("orders", "postgresql", "BEGIN"), null));

        // Of another system than was recorded: nothing is equal, and the nearest by route is background.
        Assert.Equal("""{"affected":7}""", LedgerBench.Text(first));
        Assert.Equal("""{"affected":7}""", LedgerBench.Text(second));
    }

    [Fact]
    public async Task A_statement_that_is_known_to_be_background_is_so_while_a_request_is_open()
    {
        IncidentEvent poll = Recorded("SELECT 1") with { IsBackground = true, Timestamp = new IncidentTimestamp(2_000_000) };
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a").Unattributed(poll).Build());

        Assert.Equal(1, bench.Plan.Background.Count);
        Assert.Equal("{}", await AskAsync(bench, null, "SELECT 1"));
    }

    [Theory]
    [InlineData("before")]
    [InlineData("in")]
    [InlineData("after")]
    public async Task A_statement_like_those_between_requests_may_come_before_in_or_after_the_request_that_it_was_recorded_in(string when)
    {
        ReplaySummary summary = await ReplayOutboxAsync(
            atOrder: when == "before" ? [1, 2] : [1],
            inList: when == "in" ? [2] : [],
            afterList: when == "after" ? [2] : []);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(4, summary.Outbound.Observed);
    }

    [Fact]
    public async Task It_is_missing_where_it_does_not_come_and_no_divergence_where_it_comes_once_more()
    {
        ReplaySummary missing = await ReplayOutboxAsync(atOrder: [1], inList: [], afterList: [], maxIdle: TimeSpan.FromSeconds(1));
        ReplaySummary more = await ReplayOutboxAsync(atOrder: [1], inList: [2, 2], afterList: []);

        Assert.Equal((DivergenceKind.SqlMissing, 1), (missing.FirstDivergence!.Kind, missing.FirstDivergence.Exchange));
        Assert.True(more.Outcome == ReplayOutcome.PassStrong, more.ToText());
    }

    [Fact]
    public async Task Times_that_a_service_made_and_the_database_gave_back_are_as_new_as_others()
    {
        const string Made = "2023-11-14T22:13:20.0010000Z";
        Incident incident = new IncidentBuilder()
            .Exchange("/a", at: 1_700_000_000_000, calls: [Recorded(Insert, "{}", ("@item", "pen"), ("@at", DateTime.Parse(Made, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)))])
            .Exchange("/b", at: 1_700_000_000_100, calls: [Recorded("SELECT At FROM Orders", $$"""{"sets":[{"columns":[{"name":"At","type":"TEXT","as":"String"}],"rows":[["{{Made}}"]]}]}""")])
            .Build();
        var bench = new LedgerBench(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("fresh: times")] });
        ExchangeScope scope = bench.Open(0, 0);

        string answer = await AskAsync(bench, scope, Insert, ("@item", "pen"), ("@at", TimeProvider.System.GetUtcNow().UtcDateTime));

        bench.Finish(scope);
        Assert.Equal("{}", answer);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task An_id_that_the_service_makes_chains_from_the_statement_to_later_ones_and_comes_back_from_them()
    {
        const string Made = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
        const string Live = "9b2c1d3e-0f4a-4b6c-8d7e-1f2a3b4c5d6e";
        Incident incident = new IncidentBuilder()
            .Exchange("/a", answer: $$"""{"id":"{{Made}}"}""", calls:
            [
                Recorded(Insert, "{}", ("@item", "pen"), ("@at", Made)),
                Recorded(Find, $$"""{"sets":[{"columns":[{"name":"Id","type":"TEXT","as":"Guid"}],"rows":[["{{Made}}"]]}]}""", ("@id", Made)) with { Timestamp = new IncidentTimestamp(4_000_000) },
            ])
            .Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);

        await AskAsync(bench, scope, Insert, ("@item", "pen"), ("@at", Live));
        string found = await AskAsync(bench, scope, Find, ("@id", Live));

        bench.Finish(scope);
        Assert.Contains($"[[\"{Live}\"]]", found, StringComparison.Ordinal);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_rule_can_name_a_parameter_of_the_statements_to_a_table()
    {
        Incident incident = new IncidentBuilder().Exchange("/a", calls: [Recorded(Insert, "{}", ("@item", "pen"), ("@at", 1))]).Build();
        var bench = new LedgerBench(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse("json: $.parameters['@at'].value; dependency: orders; route: INSERT /Orders")] });
        ExchangeScope scope = bench.Open(0, 0);

        string answer = await AskAsync(bench, scope, Insert, ("@item", "pen"), ("@at", 2));

        bench.Finish(scope);
        Assert.Equal("{}", answer);
        Assert.Empty(bench.Divergences);
    }

    // What an outbox deletes once a response is complete came between two requests for the first order, and in the next request for the second.
    private static async Task<ReplaySummary> ReplayOutboxAsync(int[] atOrder, int[] inList, int[] afterList, TimeSpan? maxIdle = null)
    {
        const string Delete = "DELETE FROM Outbox WHERE Id = @id";
        Incident incident = new IncidentBuilder()
            .Exchange("/order", at: 0, took: 10)
            .Exchange("/list", at: 20, took: 10)
            .Unattributed(Recorded(Delete, 15, """{"affected":1}""", ("@id", 1)))
            .Unattributed(Recorded(Delete, 22, """{"affected":2}""", ("@id", 2)))
            .Build();
        var answers = new ConcurrentBag<string>();
        var service = new FakeService(async request =>
        {
            await DeleteAsync(request, request.Path == "/order" ? atOrder : inList);
            if (request.Path == "/list" && afterList.Length > 0)
            {
                // Later than any other statement would be waited for.
                _ = Task.Delay(UnsettledExchanges.SettleTime * 2).ContinueWith(_ => DeleteAsync(request, afterList), TaskScheduler.Default);
            }

            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { MaxIdleTime = maxIdle ?? TimeSpan.FromMinutes(5) });

        Assert.All(answers, answer => Assert.Contains(answer, (string[])["""1 {"affected":1}""", """2 {"affected":2}"""]));
        return summary;

        async Task DeleteAsync(FakeRequest request, int[] ids)
        {
            foreach (int id in ids)
            {
                DependencyAnswer answer = await request.Service.Responder!.AnswerAsync(DependencyRequest.Of(Statement(Delete, [("@id", id)]), null) with { Worker = request.Worker % 2 }, CancellationToken.None);
                answers.Add($"{id} {LedgerBench.Text(answer)}");
            }
        }
    }

    private static async Task<Divergence> DivergenceAsync(IncidentEvent[] recorded, params (string Sql, (string Name, object Value)[] Parameters)[] sent)
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: recorded).Build());
        ExchangeScope scope = bench.Open(0, 0);
        foreach ((string sql, (string, object)[] parameters) in sent)
        {
            await AskAsync(bench, scope, sql, parameters);
        }

        bench.Finish(scope);
        return Assert.Single(bench.Divergences);
    }

    private static async Task<string> AskAsync(LedgerBench bench, ExchangeScope? scope, string sql, params (string Name, object Value)[] parameters)
    {
        DependencyRequest request = DependencyRequest.Of(Statement(sql, parameters), scope is null ? null : bench.TraceIdOf(scope)) with { IsBackground = scope is null };
        DependencyAnswer answer = await bench.AnswerAsync(request);
        return answer.Status == 200 ? LedgerBench.Text(answer) : $"{answer.Status}";
    }
}
