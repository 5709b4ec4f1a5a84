using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using static InfernoSim.Tests.Replay.TestStatement;

namespace InfernoSim.Tests.Replay;

/// <summary>A BEGIN that names no request, where several may have sent it: what follows it on its connection says whose it is.</summary>
public class TransactionBeginningTests
{
    private const string Insert = "INSERT INTO Orders (Item) VALUES (@item)";

    [Fact]
    public async Task It_is_of_the_request_that_the_next_statement_is_of_whoever_was_the_first_to_send_one()
    {
        LedgerBench bench = Bench(Order("/pen", "pen"), Order("/ink", "ink"));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(0, 1), bench.Open(1, 0), bench.Open(1, 1)];

        foreach (string item in (string[])["ink", "pen"])
        {
            StatementGroup[] transactions = [new(), new()];
            foreach (StatementGroup transaction in transactions)
            {
                Assert.Equal("""{"affected":0}""", await BeginAsync(bench, transaction));
            }

            foreach (StatementGroup transaction in transactions)
            {
                await AskAsync(bench, transaction, Insert, item);
                await CommitAsync(bench, transaction);
            }
        }

        Array.ForEach(scopes, bench.Finish);
        Assert.Empty(bench.Divergences);
        Assert.Equal((12, 0L), (bench.Matching.ByContent, bench.Matching.Unmatched));
    }

    [Fact]
    public async Task A_statement_that_names_its_request_names_that_of_the_beginning()
    {
        LedgerBench bench = Bench(Order("/pen", "pen"));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        var transaction = new StatementGroup();

        await BeginAsync(bench, transaction);
        await AskAsync(bench, transaction, Insert, "pen", bench.TraceIdOf(scopes[1]));
        await CommitAsync(bench, transaction);

        Array.ForEach(scopes, bench.Finish);
        Assert.All(bench.Divergences, divergence => Assert.Equal(0, divergence.Worker));
        Assert.Equal(3, bench.Divergences.Sum(divergence => divergence.Count));
        Assert.Empty(bench.Recorder.Complete(new ReplayRecordingParts()).Observed.SharedDatabases);
    }

    [Fact]
    public async Task A_savepoint_before_that_statement_is_of_the_same_request()
    {
        IncidentEvent[] calls = [Recorded("BEGIN", at: 1), Recorded("SAVEPOINT a", at: 3), Recorded(Insert, 5, "{}", ("@item", "pen")), Recorded("COMMIT", at: 7)];
        LedgerBench bench = Bench(incident => incident.Exchange("/pen", calls: calls));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        (StatementGroup Transaction, ExchangeScope Scope)[] orders = [(new(), scopes[1]), (new(), scopes[0])];

        foreach ((StatementGroup transaction, ExchangeScope scope) in orders)
        {
            await BeginAsync(bench, transaction);
            await bench.AnswerAsync(DependencyRequest.Of(Statement("SAVEPOINT a"), null) with { Group = transaction, IsBeginning = true });
            transaction.Save("a");
            Assert.Empty(scope.Calls.Arrived());
            await AskAsync(bench, transaction, Insert, "pen", bench.TraceIdOf(scope));
            await CommitAsync(bench, transaction);
            Assert.True(scope.Calls.AreAllMade);
        }

        Array.ForEach(scopes, bench.Finish);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_call_that_followed_the_beginning_in_its_request_shows_that_it_has_begun()
    {
        IncidentEvent[] calls = [Recorded("BEGIN", at: 1), IncidentBuilder.Call("http://stock.test/pen", at: 3), Recorded(Insert, 5, "{}", ("@item", "pen")), Recorded("COMMIT", at: 7)];
        LedgerBench bench = Bench(incident => incident.Exchange("/pen", calls: calls));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        StatementGroup[] transactions = [new(), new()];

        Assert.All(await Task.WhenAll(transactions.Select(transaction => BeginAsync(bench, transaction))), answer => Assert.Equal("{}", answer));
        foreach (ExchangeScope scope in scopes)
        {
            await bench.AskAsync(scope, "http://stock.test/pen");
        }

        foreach (StatementGroup transaction in transactions)
        {
            await AskAsync(bench, transaction, Insert, "pen");
            await CommitAsync(bench, transaction);
        }

        Array.ForEach(scopes, bench.Finish);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task One_of_a_transaction_without_statements_is_of_the_first_request_that_lacks_one()
    {
        LedgerBench bench = Bench(incident => incident.Exchange("/pen", calls: [Recorded("BEGIN", at: 1), Recorded("COMMIT", at: 3)]));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        StatementGroup[] transactions = [new(), new()];

        foreach (StatementGroup transaction in transactions)
        {
            await BeginAsync(bench, transaction);
        }

        foreach (StatementGroup transaction in transactions)
        {
            await CommitAsync(bench, transaction);
        }

        Array.ForEach(scopes, bench.Finish);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task One_more_than_was_recorded_is_a_divergence_once_its_transaction_is_over()
    {
        LedgerBench bench = Bench(Order("/pen", "pen"));
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];
        StatementGroup[] transactions = [new(), new(), new()];

        foreach (StatementGroup transaction in transactions)
        {
            await BeginAsync(bench, transaction);
        }

        foreach (StatementGroup transaction in transactions[1..])
        {
            await AskAsync(bench, transaction, Insert, "pen");
            await CommitAsync(bench, transaction);
        }

        transactions[0].SettleBeginning();

        Array.ForEach(scopes, bench.Finish);
        Divergence extra = Assert.Single(bench.Divergences);
        Assert.Equal((DivergenceKind.SqlExtra, 1L), (extra.Kind, bench.Matching.Unmatched));
    }

    [Fact]
    public async Task Where_only_one_request_may_have_sent_it_it_is_that_ones_at_once()
    {
        LedgerBench bench = Bench(Order("/pen", "pen"));
        ExchangeScope scope = bench.Open(0, 0);

        await BeginAsync(bench, new StatementGroup());

        Assert.Equal(["SQL orders: BEGIN"], scope.Calls.Arrived().Select(call => call.Display));
    }

    [Fact]
    public async Task It_is_taken_back_with_its_transaction_when_a_fault_makes_that_fail()
    {
        LedgerBench bench = Bench(Order("/pen", "pen"), "sql=orders kind=insert error=deadlock retries=1");
        ExchangeScope[] scopes = [bench.Open(0, 0), bench.Open(1, 0)];

        foreach (ExchangeScope scope in scopes)
        {
            foreach (int _ in (int[])[1, 2])
            {
                var transaction = new StatementGroup();
                await BeginAsync(bench, transaction);
                await AskAsync(bench, transaction, Insert, "pen", bench.TraceIdOf(scope));
                if (transaction.HasFailed)
                {
                    transaction.RollBack();
                }
                else
                {
                    await CommitAsync(bench, transaction);
                }
            }
        }

        Assert.All(scopes, scope => Assert.True(scope.Calls.AreAllMade));
        Array.ForEach(scopes, bench.Finish);
        Assert.Equal(6, bench.Recorder.Matching.Answered);
    }

    private static Func<IncidentBuilder, IncidentBuilder> Order(string path, string item) => incident => incident.Exchange(
        path, calls: [Recorded("BEGIN", 1, """{"affected":0}"""), Recorded(Insert, 3, "{}", ("@item", item)), Recorded("COMMIT", at: 5)]);

    private static LedgerBench Bench(params Func<IncidentBuilder, IncidentBuilder>[] exchanges) =>
        new(exchanges.Aggregate(new IncidentBuilder(), (incident, add) => add(incident)).Build(), FakeService.AsFastAsPossible with { Fanout = 2 });

    private static LedgerBench Bench(Func<IncidentBuilder, IncidentBuilder> exchange, string fault) =>
        new(exchange(new IncidentBuilder()).Build(), FakeService.AsFastAsPossible with { Fanout = 2, Faults = [Fault.Parse(fault)] });

    private static async Task<string> BeginAsync(LedgerBench bench, StatementGroup transaction) =>
        LedgerBench.Text(await bench.AnswerAsync(DependencyRequest.Of(Statement("BEGIN"), null) with { Group = transaction, IsBeginning = true }));

    private static async Task AskAsync(LedgerBench bench, StatementGroup transaction, string sql, string item, string? exchange = null) =>
        Assert.Equal(200, (await bench.AnswerAsync(DependencyRequest.Of(Statement(sql, ("@item", item)), exchange) with { Group = transaction })).Status);

    private static async Task CommitAsync(LedgerBench bench, StatementGroup transaction)
    {
        transaction.SettleBeginning();
        Assert.Equal(200, (await bench.AnswerAsync(DependencyRequest.Of(Statement("COMMIT"), null) with { Group = transaction })).Status);
    }
}
