using InfernoSim.Incidents;
using InfernoSim.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>Records a service with a database in a file, throws the file away, and replays the recording.</summary>
public sealed class ShopRecording : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _file;

    public ShopRecording() => _file = _folder.File("shop.db");

    public string Incident => _folder.File("incident");

    public string Log => _folder.File("incident/sql.log");

    /// <summary>Registers more than the context.</summary>
    public Action<IServiceCollection> Register { get; set; } = _ => { };

    /// <summary>What the context's provider is told.</summary>
    public Action<SqliteDbContextOptionsBuilder> Configure { get; set; } = _ => { };

    public void Dispose() => _folder.Dispose();

    /// <summary>Records what a client is told by the service, its tables made first.</summary>
    public async Task<IReadOnlyList<string>> RecordAsync(Action<WebApplication> map, params string[] requests)
    {
        var options = new IncidentRecorderOptions { RecordSql = true, Notice = _ => { } };
        var answers = new List<string>();
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync(Host(map), Incident, options, "", CancellationToken.None);
        using (HttpClient client = recorder.CreateClient())
        {
            foreach (string request in requests)
            {
                string[] parts = request.Split(' ', 2);
                using var message = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
                using HttpResponseMessage response = await client.SendAsync(message);
                answers.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            }
        }

        await recorder.CompleteAsync();
        Assert.Empty(recorder.NotRecorded);
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
        return answers;
    }

    /// <summary>Replays it against a service, with no database there.</summary>
    public async Task<IncidentReplay> ReplayAsync(Action<WebApplication> map, Action<ReplaySettings>? with = null)
    {
        IncidentReplay replay = await IncidentReplayer.For(Host(map), Incident).With(settings =>
        {
            (settings.Runs, settings.Fanout) = (2, 3);
            with?.Invoke(settings);
        }).RunAsync();
        Assert.False(File.Exists(_file), "The replay has touched the database.");
        return replay;
    }

    /// <summary>The statements of the recording.</summary>
    public IReadOnlyList<IncidentEvent> Statements()
    {
        Incident incident = IncidentReader.Read(Incident);
        return [.. incident.Exchanges.SelectMany(exchange => exchange.Calls).Where(call => call.Type == IncidentEventType.SqlStatement)];
    }

    private InlineHost Host(Action<WebApplication> map) => new(
        services =>
        {
            services.AddDbContext<ShopContext>(options => options.UseSqlite($"Data Source={_file}", Configure));
            Register(services);
        },
        app =>
        {
            using (IServiceScope scope = app.Services.CreateScope())
            {
                scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreated();
            }

            map(app);
        });
}
