using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Statements;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace InfernoSim.Sql.Tests.EntityFramework;

public sealed class SqliteReplayTests : IDisposable
{
    private readonly ShopRecording _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_service_that_writes_and_reads_replays_with_its_database_gone()
    {
        IReadOnlyList<string> answers = await _shop.RecordAsync(Endpoints, "POST /orders/A-1", "POST /orders/A-2", "GET /orders", "PUT /orders/1", "DELETE /orders/2", "GET /orders");

        IncidentReplay replay = await _shop.ReplayAsync(Endpoints);

        Assert.Equal(["201 1", "201 2", "200 1 A-1: pen 1.5, ink 2.0; 2 A-2: pen 1.5, ink 2.0", "200 1", "200 1", "200 1 A-1 changed: pen 1.5, ink 2.0"], answers);
        AssertPassed(replay);
        Assert.Contains("SQL statements expected)", replay.Summary.Receipt!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_blocks_replays_as_one_that_waits()
    {
        static void Map(WebApplication app)
        {
            app.MapPost("/orders/{number}", (string number, ShopContext shop) =>
            {
                using IDbContextTransaction transaction = shop.Database.BeginTransaction(IsolationLevel.Serializable);
                shop.Add(new Order { Number = number });
                shop.SaveChanges();
                int changed = shop.Orders.Where(order => order.Number == number).ExecuteUpdate(set => set.SetProperty(order => order.Note, "new"));
                transaction.Commit();
                return $"{changed} of {shop.Orders.Count()}";
            });
            app.MapGet("/orders", (ShopContext shop) => string.Join(", ", shop.Orders.AsNoTracking().OrderBy(order => order.Id).Select(order => order.Number + order.Note).ToList()));
        }

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "POST /orders/A-1", "POST /orders/A-2", "GET /orders");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal(["200 1 of 1", "200 1 of 2", "200 A-1new, A-2new"], answers);
        AssertPassed(replay);
        Assert.Contains("\"isolation\":\"Serializable\"", File.ReadAllText(_shop.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_comes_back_exactly()
    {
        static void Map(WebApplication app)
        {
            app.MapPost("/values/{id:guid}", async (Guid id, ShopContext shop) =>
            {
                shop.Add(ValueOf(id));
                await shop.SaveChangesAsync();
                return "stored";
            });
            app.MapGet("/values", async (ShopContext shop) => Describe(await shop.Values.AsNoTracking().SingleAsync()));
            app.MapGet("/raw", async (ShopContext shop) => string.Join(", ", await shop.Database.SqlQuery<string>($"SELECT typeof(\"Amount\") || hex(\"Bytes\") AS \"Value\" FROM \"Values\"").ToListAsync()));
            app.MapGet("/max", async (ShopContext shop) => await shop.Values.MaxAsync(value => (long?)value.Count) is { } most ? $"{most}" : "none");
            app.MapGet("/none", async (ShopContext shop) => await shop.Values.Where(value => value.Count < 0).MaxAsync(value => (long?)value.Count) is { } most ? $"{most}" : "none");
            app.MapGet("/empty", async (ShopContext shop) => (await shop.Values.Where(value => value.Count < 0).ToListAsync()).Count);
        }

        Guid id = Guid.Parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, $"POST /values/{id}", "GET /values", "GET /raw", "GET /max", "GET /none", "GET /empty");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal($"200 {Describe(ValueOf(id))}", answers[1]);
        Assert.Equal(["200 text00FF0A", "200 9223372036854775807", "200 none", "200 0"], answers.Skip(2));
        AssertPassed(replay);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_and_a_value_of_twenty_megabytes_pass_through_a_service()
    {
        static void Map(WebApplication app)
        {
            app.MapGet("/many", async (ShopContext shop) =>
            {
                long sum = 0;
                await foreach (int value in shop.Database.SqlQuery<int>($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i AS Value FROM n").AsAsyncEnumerable())
                {
                    sum = (sum * 31) + value;
                }

                return sum;
            });
            app.MapGet("/large", async (ShopContext shop) =>
                Convert.ToHexStringLower(SHA256.HashData(await shop.Database.SqlQuery<byte[]>($"SELECT CAST(hex(zeroblob(10000000)) AS BLOB) AS Value").SingleAsync())));
        }

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "GET /many", "GET /large");

        IncidentReplay replay = await _shop.ReplayAsync(Map, settings => settings.Fanout = 1);

        Assert.All(answers, answer => Assert.StartsWith("200 ", answer, StringComparison.Ordinal));
        AssertPassed(replay);
    }

    [Fact]
    public async Task An_error_of_the_database_is_thrown_again_as_it_was()
    {
        static void Map(WebApplication app)
        {
            app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
            {
                shop.Add(new Order { Number = number });
                try
                {
                    await shop.SaveChangesAsync();
                    return HttpResults.Ok("made");
                }
                catch (DbUpdateException refused) when (refused.InnerException is SqliteException { SqliteErrorCode: 19, SqliteExtendedErrorCode: 2067 } error)
                {
                    return HttpResults.Conflict(error.Message);
                }
            });
            app.MapGet("/broken", async (ShopContext shop) =>
            {
                try
                {
                    return $"{await shop.Database.ExecuteSqlAsync($"UPDATE nowhere SET a = {1}")}";
                }
                catch (SqliteException error)
                {
                    return $"{error.SqliteErrorCode} {error.Message}";
                }
            });
        }

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "POST /orders/A-1", "POST /orders/A-1", "GET /broken");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal(
            ["200 \"made\"", "409 \"SQLite Error 19: 'UNIQUE constraint failed: Orders.Number'.\"", "200 1 SQLite Error 1: 'no such table: nowhere'."],
            answers);
        AssertPassed(replay);
    }

    [Fact]
    public async Task Rows_that_were_not_changed_are_a_conflict_again()
    {
        static void Map(WebApplication app)
        {
            app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
            {
                shop.Add(new Order { Number = number });
                return await shop.SaveChangesAsync();
            });
            app.MapPut("/orders/{id:int}/{version:int}", async (int id, int version, ShopContext shop) =>
            {
                shop.Update(new Order { Id = id, Number = "A-1", Version = version });
                try
                {
                    return $"{await shop.SaveChangesAsync()}";
                }
                catch (DbUpdateConcurrencyException conflict)
                {
                    return $"conflict over {conflict.Entries.Count}";
                }
            });
        }

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "POST /orders/A-1", "PUT /orders/1/7", "PUT /orders/1/0");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal(["200 1", "200 conflict over 1", "200 1"], answers);
        AssertPassed(replay);
    }

    [Fact]
    public async Task Transactions_and_savepoints_are_taken_step_by_step()
    {
        static void Map(WebApplication app) => app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
        {
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            shop.Add(new Order { Number = number });
            await shop.SaveChangesAsync();
            await transaction.CreateSavepointAsync("before");
            shop.Add(new Order { Number = number });
            try
            {
                await shop.SaveChangesAsync();
            }
            catch (DbUpdateException)
            {
                shop.ChangeTracker.Clear();
                await transaction.RollbackToSavepointAsync("before");
            }

            int count = await shop.Orders.CountAsync();
            if (number == "A-2")
            {
                await transaction.RollbackAsync();
            }
            else
            {
                await transaction.CommitAsync();
            }

            return $"{count}, then {await shop.Orders.CountAsync()}";
        });

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "POST /orders/A-1", "POST /orders/A-2");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal(["200 1, then 1", "200 2, then 1"], answers);
        AssertPassed(replay);
        Assert.Equal(
            ["BEGIN", "SAVEPOINT", "INSERT", "RELEASE", "SAVEPOINT", "SAVEPOINT", "INSERT", "ROLLBACK", "RELEASE", "ROLLBACK", "SELECT", "COMMIT", "SELECT"],
            _shop.Statements().Take(13).Select(statement => statement.Method));
    }

    [Fact]
    public async Task Several_rows_saved_at_once_get_their_ids_back()
    {
        static void Map(WebApplication app) => app.MapPost("/orders", async (ShopContext shop) =>
        {
            Order[] orders = [.. Enumerable.Range(1, 30).Select(number => new Order { Number = $"A-{number}" })];
            shop.AddRange(orders);
            await shop.SaveChangesAsync();
            orders[3].Note = "changed";
            shop.Remove(orders[4]);
            await shop.SaveChangesAsync();
            return string.Join(",", orders.Select(order => order.Id));
        });

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "POST /orders");

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal($"200 {string.Join(",", Enumerable.Range(1, 30))}", Assert.Single(answers));
        AssertPassed(replay);
    }

    [Theory]
    [InlineData]
    [InlineData(Fresh.Times)]
    public async Task Ids_and_times_of_the_services_own_are_new_in_each_replay(params string[] rules)
    {
        static void Map(WebApplication app)
        {
            app.MapPost("/values", async (ShopContext shop) =>
            {
                Value value = ValueOf(Guid.NewGuid());
                value.At = TimeProvider.System.GetUtcNow();
                shop.Add(value);
                await shop.SaveChangesAsync();
                return HttpResults.Created($"/values/{value.Id}", new { value.Id, value.At });
            });
            app.MapGet("/values", async (ShopContext shop) => await shop.Values.AsNoTracking().Select(value => new { value.Id, value.At }).ToListAsync());
        }

        await _shop.RecordAsync(Map, "POST /values", "GET /values");

        IncidentReplay replay = await _shop.ReplayAsync(Map, settings => settings.Ignore = rules);

        AssertPassed(replay);
    }

    [Fact]
    public async Task What_runs_at_the_start_or_beside_requests_is_answered_and_not_compared()
    {
        int polls = 1;
        void Map(WebApplication app)
        {
            var polled = new TaskCompletionSource();
            app.Lifetime.ApplicationStarted.Register(() => Task.Run(async () =>
            {
                for (int i = 0; i < polls; i++)
                {
                    await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
                    ShopContext shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
                    await shop.Orders.Where(order => order.Note == "waiting").CountAsync();
                    polled.TrySetResult();
                }
            }));
            using (IServiceScope scope = app.Services.CreateScope())
            {
                ShopContext shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
                if (!shop.Orders.Any())
                {
                    shop.Add(new Order { Number = "seed" });
                    shop.SaveChanges();
                }
            }

            app.MapGet("/orders", async (ShopContext shop) =>
            {
                await polled.Task;
                return await shop.Orders.CountAsync();
            });
        }

        IReadOnlyList<string> answers = await _shop.RecordAsync(Map, "GET /orders");
        polls = 7;

        IncidentReplay replay = await _shop.ReplayAsync(Map);

        Assert.Equal(["200 1"], answers);
        AssertPassed(replay);
        Assert.Single(_shop.Statements());
    }

    [Fact]
    public async Task A_fault_makes_a_statement_fail_as_the_provider_would_and_a_retry_is_answered()
    {
        static void Map(WebApplication app) => app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
        {
            shop.Add(new Order { Number = number });
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await shop.SaveChangesAsync();
                }
                catch (DbUpdateException locked) when (attempt < 3 && locked.InnerException is SqliteException { SqliteErrorCode: 6 })
                {
                    // To try again may help.
                }
            }
        });

        await _shop.RecordAsync(Map, "POST /orders/A-1");

        IncidentReplay tolerated = await _shop.ReplayAsync(Map, settings => settings.Inject = ["sql=orders kind=insert error=deadlock retries=2"]);
        IncidentReplay broken = await _shop.ReplayAsync(Map, settings => settings.Inject = ["sql=orders error=unique"]);

        Assert.True(tolerated.Summary.Passed, tolerated.Summary.ToText());
        Assert.Equal(ReplayOutcome.FailDiverged, broken.Summary.Outcome);
        Assert.Contains("response status differs: expected 200, got 500", broken.Summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goals_count_statements()
    {
        await _shop.RecordAsync(Endpoints, "POST /orders/A-1", "GET /orders");

        IncidentReplay replay = await _shop.ReplayAsync(Endpoints, settings => settings.Goals = ["sql per request <= 5", "sql per request <= 1", "sql growth <= 1", "sql(other) <= 1 per request"]);

        Assert.Equal(ReplayOutcome.FailSloMissed, replay.Summary.Outcome);
        Assert.Equal(["Held", "Missed 5", "Held", "Unknown"], [.. replay.Summary.Goals.Select(goal => goal.State == GoalState.Missed ? $"Missed {goal.Figure}" : $"{goal.State}")]);
    }

    [Fact]
    public async Task Statements_are_recorded_only_when_that_is_asked_for()
    {
        await _shop.RecordAsync(Endpoints, "GET /orders");
        File.Delete(_shop.Log);
        File.Delete(Path.Combine(_shop.Incident, "incident.json"));

        Incident incident = IncidentReader.Read(_shop.Incident);

        Assert.False(new IncidentRecorderOptions().RecordSql);
        Assert.False(RecordedDatabases.AreInProcess(incident));
    }

    [Fact]
    public async Task A_service_in_a_process_of_its_own_cannot_be_answered()
    {
        await _shop.RecordAsync(Endpoints, "GET /orders");

        ReplayConfigurationException refused = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For(new UrlHost("http://127.0.0.1:9"), _shop.Incident).RunAsync());

        Assert.Contains("sql.log were recorded inside the process of the service, and can be answered only there", refused.Message, StringComparison.Ordinal);
    }

    internal static void Endpoints(WebApplication app)
    {
        app.MapPost("/orders/{number}", async (string number, ShopContext shop) =>
        {
            var order = new Order { Number = number, Lines = { new Line { Item = "pen", Price = 1.50m }, new Line { Item = "ink", Price = 2.00m } } };
            shop.Add(order);
            await shop.SaveChangesAsync();
            return HttpResults.Created($"/orders/{order.Id}", order.Id);
        });
        app.MapGet("/orders", async (ShopContext shop) => string.Join("; ", (await shop.Orders.Include(order => order.Lines).OrderBy(order => order.Id).ToListAsync()).Select(
            order => $"{order.Id} {order.Number}{(order.Note is null ? "" : $" {order.Note}")}: {string.Join(", ", order.Lines.Select(line => $"{line.Item} {line.Price.ToString(CultureInfo.InvariantCulture)}"))}")));
        app.MapPut("/orders/{id:int}", async (int id, ShopContext shop) => await shop.Orders.Where(order => order.Id == id).ExecuteUpdateAsync(set => set.SetProperty(order => order.Note, "changed")));
        app.MapDelete("/orders/{id:int}", async (int id, ShopContext shop) => await shop.Orders.Where(order => order.Id == id).ExecuteDeleteAsync());
    }

    private static void AssertPassed(IncidentReplay replay) => Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());

    private static Value ValueOf(Guid id) => new()
    {
        Id = id,
        Amount = 12.34m,
        Ratio = 0.1,
        Part = 1f / 3,
        Count = long.MaxValue,
        IsTrue = true,
        Local = new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Unspecified).AddTicks(1234567),
        At = new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(-3.5)).AddTicks(1),
        Day = new DateOnly(2026, 2, 28),
        Hour = new TimeOnly(23, 59, 59, 999),
        Took = TimeSpan.FromDays(1.25),
        Bytes = [0, 255, 10],
        Text = "ä \u0000 'quoted' \"twice\"\nline",
        Weekday = DayOfWeek.Friday,
        Letter = 'ß',
    };

    private static string Describe(Value value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Id} {value.Amount} {value.Ratio:R} {value.Part:R} {value.Count} {value.IsTrue} {value.Local:O} {value.At:O} {value.Day:O} {value.Hour:O} {value.Took:c} {Convert.ToHexString(value.Bytes)} {Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value.Text))} {value.Weekday} {value.Letter} {value.Nothing ?? "null"} {(value.Unknown is null ? "null" : "some")}");
}
