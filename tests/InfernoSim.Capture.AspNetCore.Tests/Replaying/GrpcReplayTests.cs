using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Testing;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.AspNetCore.Tests.Replaying;

/// <summary>What a recorder freezes of a gRPC service replays, each message of its clients after those of the service that came before it.</summary>
public sealed class GrpcReplayTests
{
    private const string Protocols = "Kestrel:EndpointDefaults:Protocols";

    [Fact]
    public Task It_replays_in_process() => ReplayAsync((echo, folder) => new InProcessHost<DeskContext>
    {
        ConfigureWebHost = web => web
            .UseSetting("Logging:LogLevel:Default", "Warning").UseSetting("Echo", echo.AbsoluteUri).UseSetting("Database", Database(folder)).UseSetting(Protocols, nameof(HttpProtocols.Http2)),
    });

    [UnixFact]
    public Task It_replays_as_a_process() => ReplayAsync((echo, folder) => new ProcessHost(
        "dotnet", typeof(DeskContext).Assembly.Location, $"--Echo={echo}", $"--Database={Database(folder)}", $"--{Protocols}={nameof(HttpProtocols.Http2)}"));

    // What it depends on is gone by the time it is replayed.
    private static async Task ReplayAsync(Func<Uri, TestFolder, IServiceHost> host)
    {
        using var folder = new TestFolder();
        string incident;
        Uri echo;
        await using (GrpcDesk desk = await GrpcDesk.StartAsync(options => options.Folder = folder.File("incidents")))
        {
            echo = desk.Echo;
            await desk.SayAsync("pen");
            await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => desk.SayAsync(GrpcEcho.Unknown));
            await desk.CollectAsync("one", "three");
            await desk.SpellAsync("ink");
            await desk.ChatAsync(["one", "three", "two"]);
            await desk.GreetAsync("pen");
            await desk.EndedAsync(6);
            incident = (await desk.Desk.Recorder.FreezeAsync("a test asks"))!.Folder;
        }

        IncidentReplay replay = await IncidentReplayer.For(host(echo, folder), incident).With(settings => (settings.Runs, settings.Fanout) = (2, 5)).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal(60, replay.Summary.Matching.Causal);
    }

    private static string Database(TestFolder folder) => $"Data Source={folder.File("replay.db")};Pooling=False";
}
