using InfernoSim.Capture;
using InfernoSim.Capture.AspNetCore;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.TestKit.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>500 secrets of twenty kinds in all places pass through every recorder, and none of them is in what it has stored; callers and dependencies got all of them.</summary>
public sealed class RecordedSecretsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Planted => _folder.File("planted");

    private string Incident => _folder.File("incident");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task The_proxies_store_none(int seed)
    {
        var planted = new PlantedIncident(seed, 500);
        planted.Write(Planted);
        await using PlantedTraffic traffic = await PlantedTraffic.StartAsync(Planted);
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = Incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(traffic.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
        });
        traffic.UseProxy(session.Outbound!.Address);

        await traffic.SendAsync(session.Inbound!.Address);
        await session.StopAsync();

        await AssertNoneAsync(planted, Incident);
    }

    [Fact]
    public async Task The_flight_recorder_stores_none()
    {
        var planted = new PlantedIncident(13, 500);
        planted.Write(Planted);
        IFlightRecorder recorder = null!;
        await using PlantedTraffic traffic = await PlantedTraffic.StartAsync(
            Planted,
            services => services.AddFlightRecorder(options => (options.Folder, options.After) = (_folder.File("incidents"), TimeSpan.Zero)),
            app => recorder = app.Services.GetRequiredService<IFlightRecorder>());

        await traffic.SendAsync(traffic.Address);
        FrozenIncident? frozen = await recorder.FreezeAsync($"asked with {planted.Secrets.First(secret => secret.Kind == "github").Text}");

        await AssertNoneAsync(planted, frozen!.Folder);
    }

    // Statements, errors and trailers do not come by HTTP here.
    [Fact]
    public async Task The_place_where_all_events_are_written_lets_none_through()
    {
        var planted = new PlantedIncident(14, 500);
        planted.Write(Planted);
        var options = new RecorderOptions();
        await using (IncidentWriter writer = IncidentWriter.Open(Incident))
        {
            foreach ((string log, Func<IEventLog> to) in new (string, Func<IEventLog>)[] { ("inbound.log", () => writer.Inbound), ("outbound.log", () => writer.Outbound), ("sql.log", () => writer.Sql) })
            {
                var sink = new EventSink(to, options.Scrubber);
                foreach (IncidentEvent e in IncidentReader.ReadEvents(Path.Combine(Planted, log), new IncidentReadReport()))
                {
                    await sink.SettleAsync(sink.AppendAsync(e), e);
                }
            }

            await writer.CompleteAsync(new IncidentMetadata());
        }

        await AssertNoneAsync(planted, Incident);
    }

    private async Task AssertNoneAsync(PlantedIncident planted, string folder)
    {
        using var output = new StringWriter();
        int verified = await CommandHost.RunAsync(["verify", folder], new CliConsole(output, output, errorIsTerminal: false, _ => null));
        string stored = string.Join('\n', [.. PlantedContent.Of(folder), .. Directory.EnumerateFiles(folder).Select(File.ReadAllText)]);

        string[] left = [.. planted.Secrets.Where(secret => stored.Contains(secret.Secret, StringComparison.Ordinal)).Select(secret => $"{secret.Kind}: ...{stored[Math.Max(0, stored.IndexOf(secret.Secret, StringComparison.Ordinal) - 60)..][..100]}")];
        Assert.True(left.Length == 0, string.Join('\n', left));
        Assert.DoesNotContain("in clear", output.ToString(), StringComparison.Ordinal);
        Assert.True(verified == 0, output.ToString());
        // What is no secret is there: in the flight recorder twice, as the client's call and as the service's request.
        Assert.InRange(CountTotals(folder), CountTotals(Planted), int.MaxValue);
    }

    private static int CountTotals(string folder) => PlantedContent.Count("\"total\":12.5", string.Concat(PlantedContent.Of(folder).Where(text => !text.Contains("INSERT", StringComparison.Ordinal))));
}
