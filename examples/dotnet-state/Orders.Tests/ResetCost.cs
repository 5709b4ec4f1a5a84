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

        await MeasureAsync("a PostgreSQL database from a template", number => databases.CopyAsync($"cost{number}", CancellationToken.None));
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
