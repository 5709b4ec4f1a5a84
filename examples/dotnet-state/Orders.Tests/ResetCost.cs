using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Orders.Tests;

/// <summary>What a database for a worker costs.</summary>
public sealed class ResetCost(ITestOutputHelper output)
{
    private const int Times = 20;

    [Fact]
    public async Task Of_a_copied_file()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orders-");
        string template = Path.Combine(folder.FullName, "orders.db");
        await using (var database = new OrderContext(CopiedDatabase.Options(template).Options))
        {
            await database.Database.EnsureCreatedAsync();
        }

        await MeasureAsync("a copied SQLite file", number =>
        {
            File.Copy(template, $"{template}.{number}");
            return Task.CompletedTask;
        });

        await using (var database = new OrderContext(CopiedDatabase.Options($"{template}.{Times}").Options))
        {
            Assert.Equal(2, await database.Products.CountAsync());
        }

        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task Of_a_copied_template()
    {
        await using var databases = new PostgresTemplate.WorkerDatabases(PostgresFactAttribute.Server!, "cost_template");
        await databases.MakeTemplateAsync(CancellationToken.None);

        await MeasureAsync("a PostgreSQL database from a template", number => databases.MakeAsync($"cost{number}", CancellationToken.None));
    }

    [PostgresFact]
    public async Task Of_a_template_that_was_copied_ahead()
    {
        await using var databases = new PostgresTemplate.WorkerDatabases(PostgresFactAttribute.Server!, "ahead_template", ahead: Times);
        await databases.MakeTemplateAsync(CancellationToken.None);
        await databases.CopiedAsync();

        await MeasureAsync("a PostgreSQL database that was copied ahead", number => databases.MakeAsync($"ahead{number}", CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_copied_template_has_what_the_template_has_and_is_made_anew_each_time()
    {
        // The first is copied ahead, the second is not.
        await using var databases = new PostgresTemplate.WorkerDatabases(PostgresFactAttribute.Server!, "copy_template", ahead: 1);
        await databases.MakeTemplateAsync(CancellationToken.None);
        for (int time = 1; time <= 2; time++)
        {
            await databases.MakeAsync("copied", CancellationToken.None);
            await using var database = new OrderContext(new DbContextOptionsBuilder<OrderContext>().UseNpgsql(databases.AddressOf("copied")).Options);

            Assert.Equal((2, 0), (await database.Products.CountAsync(), await database.Orders.CountAsync()));

            database.Add(new Order { Number = "A-1", Item = "pen" });
            await database.SaveChangesAsync();
        }
    }

    private async Task MeasureAsync(string what, Func<int, Task> reset)
    {
        var times = new List<double>();
        for (int number = 1; number <= Times; number++)
        {
            var time = Stopwatch.StartNew();
            await reset(number);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{what}: median {times[Times / 2]:F1} ms, slowest {times[^1]:F1} ms");
    }
}
