using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>Whole transactions that an execution strategy tries again, because a fault has made one of their statements fail.</summary>
public sealed class RetriedTransactionTests : IDisposable
{
    private readonly ShopRecording _shop = new() { Configure = options => options.ExecutionStrategy(dependencies => new PatientStrategy(dependencies)) };

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("sql=shop kind=insert error=deadlock retries=1")]
    [InlineData("sql=shop kind=insert error=serialization retries=2")]
    [InlineData("sql=shop kind=update error=deadlock retries=2")]
    [InlineData("sql=shop kind=commit error=serialization retries=1")]
    [InlineData("sql=shop kind=begin error=deadlock retries=1")]
    [InlineData("sql=shop kind=savepoint error=deadlock retries=1")]
    public async Task A_transaction_is_answered_from_its_beginning(string fault)
    {
        await _shop.RecordAsync(Map(), "POST /orders/A-1", "PUT /orders/1");

        IncidentReplay replay = await _shop.ReplayAsync(Map(), settings => settings.Inject = [fault]);

        AssertAnswered(replay);
    }

    [Fact]
    public async Task So_is_one_that_SaveChanges_has_begun_itself()
    {
        await _shop.RecordAsync(Map(), "POST /saved/A-1");

        IncidentReplay replay = await _shop.ReplayAsync(Map(), settings => settings.Inject = ["sql=Orders kind=insert error=deadlock retries=2"]);

        AssertAnswered(replay);
    }

    [Fact]
    public async Task A_service_that_goes_back_to_a_savepoint_itself_is_answered_from_there()
    {
        static void Map(WebApplication app) => app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
        {
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            await shop.Orders.CountAsync();
            for (int attempt = 1; ; attempt++)
            {
                await transaction.CreateSavepointAsync("here");
                try
                {
                    await shop.Database.ExecuteSqlAsync($"UPDATE Orders SET Note = {number}");
                    break;
                }
                catch (SqliteException) when (attempt < 3)
                {
                    await transaction.RollbackToSavepointAsync("here");
                    await transaction.ReleaseSavepointAsync("here");
                }
            }

            await transaction.CommitAsync();
            return "done";
        });
        _shop.Configure = _ => { };
        await _shop.RecordAsync(Map, "POST /orders/A-1");

        IncidentReplay replay = await _shop.ReplayAsync(Map, settings => settings.Inject = ["sql=shop kind=update error=deadlock retries=2"]);

        AssertAnswered(replay);
    }

    [Fact]
    public async Task A_transaction_that_goes_on_after_an_error_keeps_what_was_answered_in_it()
    {
        static Action<WebApplication> Map(bool isTolerant) => app => app.MapPost("/orders", async (ShopContext shop) =>
        {
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            int orders = await shop.Orders.CountAsync();
            try
            {
                await shop.Values.CountAsync();
            }
            catch (SqliteException) when (isTolerant)
            {
                // What it is for can be done without.
            }

            await transaction.CommitAsync();
            return orders;
        });
        _shop.Configure = _ => { };
        await _shop.RecordAsync(Map(isTolerant: true), "POST /orders");

        IncidentReplay tolerant = await _shop.ReplayAsync(Map(isTolerant: true), settings => settings.Inject = ["sql=Values error=deadlock"]);
        IncidentReplay strict = await _shop.ReplayAsync(Map(isTolerant: false), settings => settings.Inject = ["sql=Values error=deadlock"]);

        Assert.NotEqual(0, Assert.Single(tolerant.Summary.Faults).CallsFaulted);
        Assert.True(tolerant.Summary.Passed, tolerant.Summary.ToText());
        Assert.Equal(ReplayOutcome.FailDiverged, strict.Summary.Outcome);
    }

    [Fact]
    public async Task A_service_without_a_strategy_fails_by_the_fault()
    {
        await _shop.RecordAsync(Map(), "POST /orders/A-1");
        _shop.Configure = _ => { };

        IncidentReplay replay = await _shop.ReplayAsync(Map(), settings => settings.Inject = ["sql=shop kind=insert error=deadlock retries=1"]);

        Assert.Equal(ReplayOutcome.FailDiverged, replay.Summary.Outcome);
        Assert.Contains("response status differs: expected 200, got 500", replay.Summary.ToText(), StringComparison.Ordinal);
    }

    private static void AssertAnswered(IncidentReplay replay)
    {
        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        Assert.NotEqual(0, Assert.Single(replay.Summary.Faults).CallsFaulted);
        Assert.Equal(replay.Summary.Outbound.Expected, replay.Summary.Outbound.Observed);
    }

    private static Action<WebApplication> Map() => app =>
    {
        app.MapPost("/orders/{number}", (string number, ShopContext shop) => shop.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            shop.ChangeTracker.Clear();
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            var order = new Order { Number = number };
            shop.Add(order);
            await shop.SaveChangesAsync();
            order.Note = "packed";
            await shop.SaveChangesAsync();
            await transaction.CommitAsync();
            return order.Id;
        }));
        app.MapPut("/orders/{id:int}", (int id, ShopContext shop) => shop.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            int changed = await shop.Orders.Where(order => order.Id == id).ExecuteUpdateAsync(set => set.SetProperty(order => order.Note, "sent"));
            await transaction.CommitAsync();
            return changed;
        }));
        app.MapPost("/saved/{number}", async (string number, ShopContext shop) =>
        {
            shop.Add(new Order { Number = number, Lines = { new Line { Item = "pen", Price = 1.5m }, new Line { Item = "ink", Price = 2m } } });
            return await shop.SaveChangesAsync();
        });
    };

    private sealed class PatientStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is SqliteException { SqliteErrorCode: 5 or 6 };
    }
}
