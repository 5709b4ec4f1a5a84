using InfernoSim.Observations;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>What a change of the service's code makes of its statements, each named by the statement that is the first to differ.</summary>
public sealed class PlantedChangeTests : IDisposable
{
    private readonly ShopRecording _shop = new();

    public void Dispose() => _shop.Dispose();

    public static TheoryData<string, DivergenceKind, string> Changes => new()
    {
        { "another condition", DivergenceKind.SqlChanged, "WHERE \\\"o\\\".\\\"Id\\\" = @id AND \\\"o\\\".\\\"Note\\\" IS NULL LIMIT 1" },
        { "no SaveChanges", DivergenceKind.SqlMissing, "SQL statement missing: expected SQL shop: UPDATE \"Orders\" SET \"Note\" = @p0" },
        { "N+1", DivergenceKind.SqlChanged, "SQL statement differs at its text: expected \"SELECT \\\"o\\\"" },
        { "another parameter", DivergenceKind.SqlChanged, "SQL statement differs at parameter @p0: expected \"packed\", got \"sent\"" },
        { "no transaction", DivergenceKind.SqlMissing, "SQL statement missing: expected SQL shop: SAVEPOINT, got no such call" },
        { "no commit", DivergenceKind.SqlMissing, "SQL statement missing: expected SQL shop: COMMIT, got no such call" },
        { "a swallowed error", DivergenceKind.SqlMissing, "SQL statement missing: expected SQL shop: ROLLBACK, got no such call" },
        { "one more", DivergenceKind.SqlExtra, "extra SQL statement: expected no such call, got SQL shop: SELECT COUNT(*) FROM \"Values\" AS \"v\"" },
        { "twice", DivergenceKind.SqlDuplicate, "duplicate SQL statement" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_named_by_the_statement_that_differs_first(string change, DivergenceKind kind, string says)
    {
        await _shop.RecordAsync(app => Map(app, ""), "POST /orders/A-1", "POST /orders/A-2", "PUT /orders/1", "POST /orders/A-1", "GET /orders");

        IncidentReplay replay = await _shop.ReplayAsync(app => Map(app, change), settings => (settings.Runs, settings.Fanout) = (1, 1));

        Assert.Equal(ReplayOutcome.FailDiverged, replay.Summary.Outcome);
        Divergence first = replay.Summary.Divergences[0];
        Assert.True(first.Kind == kind, replay.Summary.ToText());
        Assert.True(replay.Summary.ToText().Contains(says, StringComparison.Ordinal), replay.Summary.ToText());
        Assert.StartsWith("SQL shop: ", first.CallRequest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_as_it_was_recorded_passes()
    {
        await _shop.RecordAsync(app => Map(app, ""), "POST /orders/A-1", "POST /orders/A-2", "PUT /orders/1", "POST /orders/A-1", "GET /orders");

        IncidentReplay replay = await _shop.ReplayAsync(app => Map(app, ""));

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    private static void Map(WebApplication app, string change)
    {
        app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
        {
            await using IDbContextTransaction? transaction = change == "no transaction" ? null : await shop.Database.BeginTransactionAsync();
            shop.Add(new Order { Number = number, Lines = { new Line { Item = "pen", Price = 1.5m } } });
            try
            {
                await shop.SaveChangesAsync();
                await (transaction is null || change == "no commit" ? Task.CompletedTask : transaction.CommitAsync());
            }
            catch (DbUpdateException)
            {
                await (transaction is null || change == "a swallowed error" ? Task.CompletedTask : transaction.RollbackAsync());
            }

            return "done";
        });
        app.MapPut("/orders/{id:int}", async (int id, ShopContext shop) =>
        {
            Order order = change == "another condition"
                ? await shop.Orders.FirstAsync(order => order.Id == id && order.Note == null)
                : await shop.Orders.FirstAsync(order => order.Id == id);
            order.Note = change == "another parameter" ? "sent" : "packed";
            await (change == "no SaveChanges" ? Task.CompletedTask : shop.SaveChangesAsync());
            return "done";
        });
        app.MapGet("/orders", async (ShopContext shop) =>
        {
            List<Order> orders = await (change == "N+1" ? shop.Orders.AsQueryable() : shop.Orders.Include(order => order.Lines)).OrderBy(order => order.Id).ToListAsync();
            foreach (Order order in change == "N+1" ? orders : [])
            {
                await shop.Entry(order).Collection(known => known.Lines).LoadAsync();
            }

            if (change == "one more")
            {
                await shop.Values.CountAsync();
            }

            if (change == "twice")
            {
                await shop.Orders.Include(order => order.Lines).OrderBy(order => order.Id).ToListAsync();
            }

            return string.Join(", ", orders.Select(order => $"{order.Number} {order.Lines.Count}"));
        });
    }
}
