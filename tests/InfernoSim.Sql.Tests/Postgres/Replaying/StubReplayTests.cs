using InfernoSim.Observations;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Sql.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres.Replaying;

/// <summary>The real driver, and Entity Framework Core over it, against the stub and a committed incident: no server is needed.</summary>
public class StubReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_service_passes_without_its_database_whatever_the_number_of_workers(int fanout)
    {
        ReplaySummary summary = await StubbedShop.ReplayAsync(fanout: fanout);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Theory]
    [InlineData(nameof(ShopVariant.ChangesWhere), DivergenceKind.SqlChanged, "SELECT \"Quantity\" FROM orders", "at its text: expected \"SELECT \\\"Quantity\\\" FROM orders WHERE \\\"Reference\\\" = $1\", got")]
    [InlineData(nameof(ShopVariant.PassesWrongValue), DivergenceKind.SqlChanged, "SELECT \"Quantity\" FROM orders", "at parameter $1: expected \"r1\", got \"r1x\"")]
    [InlineData(nameof(ShopVariant.LosesTransaction), DivergenceKind.SqlMissing, "BEGIN", "SQL statement missing: expected SQL shop: BEGIN")]
    [InlineData(nameof(ShopVariant.DropsSave), DivergenceKind.SqlMissing, "SAVEPOINT", "SQL statement missing: expected SQL shop: INSERT INTO orders")]
    [InlineData(nameof(ShopVariant.AsksForEach), DivergenceKind.SqlExtra, "SELECT o.\"Id\"", "extra SQL statement: expected no such call, got SQL shop: SELECT o.\"Id\"")]
    [InlineData(nameof(ShopVariant.LosesCommit), DivergenceKind.SqlChanged, "ROLLBACK", "SQL statement differs at its kind: expected COMMIT, got ROLLBACK")]
    public async Task What_a_service_asks_its_database_otherwise_is_named_by_the_first_statement_that_differs(string variant, DivergenceKind kind, string statement, string says)
    {
        ReplaySummary summary = await StubbedShop.ReplayAsync(Enum.Parse<ShopVariant>(variant));

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Divergence first = summary.Divergences[0];
        Assert.True(first.Kind == kind, summary.ToText());
        Assert.StartsWith($"SQL shop: {statement}", first.CallRequest, StringComparison.Ordinal);
        Assert.True(summary.ToText().Contains(says, StringComparison.Ordinal), summary.ToText());
    }

    [Theory]
    [InlineData("sql=shop kind=insert error=deadlock retries=1")]
    [InlineData("sql=shop kind=insert error=serialization retries=2")]
    [InlineData("sql=shop kind=commit error=serialization retries=1")]
    [InlineData("sql=shop kind=insert error=connection retries=1")]
    public async Task A_transaction_that_is_tried_again_after_a_fault_is_answered_from_its_beginning(string fault)
    {
        ReplaySummary patient = await StubbedShop.ReplayAsync(ShopVariant.TriesAgain, fault: fault);

        Assert.True(patient.Passed, patient.ToText());
        Assert.Contains(fault, patient.ToText(), StringComparison.Ordinal);
        Assert.Equal(patient.Outbound.Expected, patient.Outbound.Observed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sql=shop kind=commit error=serialization retries=1")]
    public async Task A_time_that_is_now_needs_no_rule_and_is_another_when_it_is_tried_again(string? fault)
    {
        using var folder = new TestFolder();
        foreach (string file in Directory.EnumerateFiles(StubbedShop.Incident).Where(file => Path.GetFileName(file) != "replay.yaml"))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        ReplaySummary summary = await StubbedShop.ReplayAsync(fault is null ? ShopVariant.AsRecorded : ShopVariant.TriesAgain, folder.Path, fault: fault);

        Assert.True(summary.Passed, summary.ToText());
        Assert.Empty(summary.Noise);
        Assert.NotEqual(0, summary.LiveState.Moments);
    }

    [Theory]
    [InlineData("sql=shop kind=insert error=deadlock retries=1")]
    [InlineData("sql=shop kind=commit error=serialization retries=1")]
    [InlineData("sql=shop kind=insert error=serialization retries=2")]
    public async Task So_is_that_of_each_of_several_workers_who_share_a_service_whose_statements_name_their_requests(string fault)
    {
        ReplaySummary patient = await StubbedShop.ReplayAsync(ShopVariant.TriesAgain, fanout: 4, fault: fault, writesComments: true);

        Assert.True(patient.Passed, patient.ToText());
        Assert.NotEqual(0, Assert.Single(patient.Faults).CallsFaulted);
        Assert.Equal(patient.Outbound.Expected, patient.Outbound.Observed);
    }

    [Fact]
    public async Task A_service_that_does_not_try_again_fails_by_the_fault()
    {
        const string Fault = "sql=shop kind=insert error=deadlock retries=1";

        ReplaySummary summary = await StubbedShop.ReplayAsync(fault: Fault);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Contains(Fault, summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_database_comes_back_so_that_swallowing_it_shows_in_the_response()
    {
        ReplaySummary summary = await StubbedShop.ReplayAsync(ShopVariant.SwallowsError);

        Assert.Contains(summary.Divergences, divergence => divergence.Kind == DivergenceKind.ResponseStatus && divergence.Expected == "409" && divergence.Got == "201");
    }
}
