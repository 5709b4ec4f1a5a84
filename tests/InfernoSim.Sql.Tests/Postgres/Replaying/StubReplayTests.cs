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
    [InlineData(nameof(ShopVariant.ChangesWhere), DivergenceKind.SqlChanged, "AND \"Quantity\" > 0")]
    [InlineData(nameof(ShopVariant.PassesWrongValue), DivergenceKind.SqlChanged, "parameter $1: expected \"r1\", got \"r1x\"")]
    [InlineData(nameof(ShopVariant.LosesTransaction), DivergenceKind.SqlMissing, "BEGIN")]
    [InlineData(nameof(ShopVariant.DropsSave), DivergenceKind.SqlMissing, "INSERT INTO orders")]
    [InlineData(nameof(ShopVariant.AsksForEach), DivergenceKind.SqlExtra, "WHERE o.\"Id\" = $1")]
    public async Task What_a_service_asks_its_database_otherwise_is_named_by_its_statement(string variant, DivergenceKind kind, string named)
    {
        ReplaySummary summary = await StubbedShop.ReplayAsync(Enum.Parse<ShopVariant>(variant));

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.True(
            summary.Divergences.Any(divergence => divergence.Kind == kind) && summary.ToText().Contains(named, StringComparison.Ordinal),
            summary.ToText());
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
