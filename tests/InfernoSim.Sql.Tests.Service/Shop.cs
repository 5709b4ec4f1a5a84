using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace InfernoSim.Sql.Tests.Service;

/// <summary>A service with a PostgreSQL database, by Entity Framework Core and by the driver itself.</summary>
public static class Shop
{
    /// <summary>The table of values that are read back.</summary>
    public const string Values = """
        CREATE TABLE kinds (id int PRIMARY KEY, n text, d numeric(20,4), ts timestamptz, u uuid, j jsonb, ia int[], ta text[], b bytea, f float8, i bigint, v interval, big numeric);
        INSERT INTO kinds VALUES
          (1, NULL, 12.5000, '2026-11-29 01:02:03.123456+00', '11111111-2222-3333-4444-555555555555', '{"a": [1, 2.50, null]}', '{1,2,4}', '{a,"b c"}', '\xdeadbeef', 0.1,
           9223372036854775807, '1 day 02:03:04', 1234567890123456789.000100),
          (2, 'ü €', -0.0001, '0001-01-02 00:00:00+00', NULL, '[]', '{}', '{}', '', 'NaN', -1, '-00:00:01', 0.00)
        """;

    /// <summary>Adds what it depends on.</summary>
    /// <param name="services">Its registrations.</param>
    /// <param name="connection">How it reaches its database.</param>
    /// <param name="writesComments">Whether what Entity Framework Core sends names its request in a comment; transactions begin and end without.</param>
    public static void AddTo(IServiceCollection services, string connection, bool writesComments = false)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        services.AddDbContext<ShopContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(writesComments ? [new TraceComments(provider.GetRequiredService<IHttpContextAccessor>())] : []));
    }

    /// <summary>Adds its endpoints.</summary>
    /// <param name="app">The service.</param>
    /// <param name="variant">What it does otherwise.</param>
    public static void Map(WebApplication app, ShopVariant variant)
    {
        app.MapPost("/orders", (string reference, int quantity, ShopContext db) => variant == ShopVariant.TriesAgain ? AddPatientlyAsync(db, reference, quantity) : AddAsync(db, reference, quantity, variant));
        app.MapGet("/orders", (ShopContext db) => ListAsync(db, variant));
        app.MapGet("/orders/{reference}", (string reference, NpgsqlDataSource db) => FindAsync(db, reference, variant));
        app.MapGet("/kinds", KindsAsync);
        app.MapGet("/sets", SetsAsync);
        app.MapGet("/prepared", PreparedAsync);
        app.MapGet("/copy", CopyAsync);
        app.MapGet("/error", ErrorAsync);
    }

    /// <summary>Asks it for all that it can do.</summary>
    /// <param name="client">Reaches it.</param>
    public static async Task DriveAsync(HttpClient client)
    {
        foreach (string order in (string[])["reference=r1&quantity=3", "reference=r2&quantity=3", "reference=r1&quantity=4"])
        {
            await client.PostAsync($"/orders?{order}", null);
        }

        foreach (string path in (string[])["/orders", "/orders/r1", "/orders/r9", "/kinds", "/sets", "/prepared", "/copy", "/error"])
        {
            await client.GetAsync(path);
        }
    }

    private static async Task<IResult> AddAsync(ShopContext db, string reference, int quantity, ShopVariant variant)
    {
        await using var transaction = variant == ShopVariant.LosesTransaction ? null : await db.Database.BeginTransactionAsync();
        var order = new Order { Reference = reference, Quantity = quantity, At = TimeProvider.System.GetUtcNow().UtcDateTime };
        db.Orders.Add(order);
        try
        {
            if (variant != ShopVariant.DropsSave)
            {
                await db.SaveChangesAsync();
            }
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } duplicate)
        {
            return variant == ShopVariant.SwallowsError ? TypedResults.Created() : TypedResults.Conflict($"{duplicate.ConstraintName}: {duplicate.Detail}");
        }

        if (transaction is not null && variant != ShopVariant.LosesCommit)
        {
            await transaction.CommitAsync();
        }

        return TypedResults.Created($"/orders/{reference}", order.Id);
    }

    private static async Task<IResult> AddPatientlyAsync(ShopContext db, string reference, int quantity)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AddAsync(db, reference, quantity, ShopVariant.AsRecorded);
            }
            catch (Exception e) when (attempt < 3 && IsTransient(e))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    // Entity Framework Core wraps it once or twice.
    private static bool IsTransient(Exception? e) => e is NpgsqlException { IsTransient: true } || (e is not null && IsTransient(e.InnerException));

    private static async Task<List<string>> ListAsync(ShopContext db, ShopVariant variant)
    {
        List<Order> orders = await db.Orders.AsNoTracking().OrderBy(order => order.Id).ToListAsync();
        if (variant == ShopVariant.AsksForEach)
        {
            foreach (Order order in orders)
            {
                await db.Orders.AsNoTracking().SingleAsync(other => other.Id == order.Id);
            }
        }

        return [.. orders.Select(order => $"{order.Id} {order.Reference} {order.Quantity}")];
    }

    private static async Task<IResult> FindAsync(NpgsqlDataSource db, string reference, ShopVariant variant)
    {
        string condition = variant == ShopVariant.ChangesWhere ? """ "Reference" = $1 AND "Quantity" > 0""" : """ "Reference" = $1""";
        await using NpgsqlCommand command = db.CreateCommand("""SELECT "Quantity" FROM orders WHERE""" + condition);
        command.Parameters.Add(new NpgsqlParameter { Value = variant == ShopVariant.PassesWrongValue ? reference + "x" : reference });
        return await command.ExecuteScalarAsync() is int quantity ? TypedResults.Ok(quantity) : TypedResults.NotFound();
    }

    private static async Task<List<string>> KindsAsync(NpgsqlDataSource db)
    {
        var rows = new List<string>();
        await using NpgsqlCommand command = db.CreateCommand("SELECT * FROM kinds ORDER BY id");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join("; ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {reader.GetDataTypeName(i)} = {Show(reader.GetValue(i))}")));
        }

        return rows;
    }

    private static string Show(object value) => value switch
    {
        DBNull => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        Array array => string.Join(",", array.Cast<object>()),
        IFormattable formattable => formattable.ToString(value is DateTime ? "O" : null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    private static async Task<string> SetsAsync(NpgsqlDataSource db)
    {
        await using NpgsqlBatch batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT id FROM kinds WHERE false"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE kinds SET i = i WHERE id > 0"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT count(*) FROM kinds"));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync();
        bool hasFirst = await reader.ReadAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return $"{hasFirst} {reader.GetInt64(0)} {reader.RecordsAffected}";
    }

    private static async Task<int> PreparedAsync(NpgsqlDataSource db)
    {
        await using NpgsqlConnection connection = await db.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT $1 + 10", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = 0 } } };
        await command.PrepareAsync();
        int sum = 0;
        for (int i = 0; i < 3; i++)
        {
            ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = i;
            sum += (int)(await command.ExecuteScalarAsync())!;
        }

        return sum;
    }

    private static async Task<string> CopyAsync(NpgsqlDataSource db)
    {
        await using NpgsqlConnection connection = await db.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE TEMP TABLE copied (a int, b text)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using (NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("COPY copied FROM STDIN (FORMAT binary)"))
        {
            await import.WriteRowAsync(default, 1, "one");
            await import.WriteRowAsync(default, 2, "two");
            await import.CompleteAsync();
        }

        using (TextReader export = await connection.BeginTextExportAsync("COPY copied TO STDOUT"))
        {
            string copied = await export.ReadToEndAsync();
            export.Dispose();
            await using var drop = new NpgsqlCommand("DROP TABLE copied", connection);
            await drop.ExecuteNonQueryAsync();
            return copied;
        }
    }

    private static async Task<string> ErrorAsync(NpgsqlDataSource db)
    {
        try
        {
            await using NpgsqlCommand command = db.CreateCommand("SELECT id / 0 FROM kinds");
            await command.ExecuteScalarAsync();
            return "no error";
        }
        catch (PostgresException e)
        {
            return $"{e.SqlState} {e.MessageText}";
        }
    }
}
