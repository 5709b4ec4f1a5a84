using System.Diagnostics;
using System.Globalization;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Sql.Tests.Service;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Sql.Tests.Postgres;

/// <summary>The commands, as a user types them: recorded with a real server, which is stopped before the replays. Skipped where there is none.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class LiveCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly int _database = RawServer.UnusedPort();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task What_capture_has_recorded_is_replayed_with_the_server_stopped_and_a_change_is_named_by_its_statement()
    {
        ProcessResult captured = await CaptureAsync();
        ProcessResult same = await ReplayAsync(ShopVariant.AsRecorded);
        ProcessResult changed = await ReplayAsync(ShopVariant.ChangesWhere);

        Assert.True(captured.ExitCode == 0, captured.Out + captured.Error);
        Assert.Contains($"--postgres-listen :{_database}", captured.Out, StringComparison.Ordinal);
        Assert.True(same.ExitCode == 0 && same.Out.Contains("PASS_STRONG", StringComparison.Ordinal), same.Out + same.Error);
        Assert.True(changed.ExitCode == 1, changed.Out + changed.Error);
        Assert.Contains("SQL statement differs at its text", changed.Out, StringComparison.Ordinal);
        Assert.Contains("AND \"Quantity\" > 0", changed.Out, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> CaptureAsync()
    {
        await using TemporaryPostgres server = await TemporaryPostgres.StartAsync();
        await RecordedShop.PrepareAsync(StubbedShop.ConnectionTo(server.Port));
        await using LoopbackHost shop = await StubbedShop.StartAsync(StubbedShop.ConnectionTo(_database));
        int inbound = RawServer.UnusedPort();
        using Process capture = Process.Start(Command(
            "capture", "--listen", Port(inbound), "--forward", shop.Authority, "--outbound-listen", ":0", "--postgres-listen", Port(_database), "--postgres-forward", $"127.0.0.1{Port(server.Port)}", "--out", "incident"))!;
        Task<string>[] printed = [capture.StandardOutput.ReadToEndAsync(), capture.StandardError.ReadToEndAsync()];
        await Patience.UntilAsync(() => capture.HasExited || LoopbackPort.Listens(inbound));
        if (!capture.HasExited)
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1{Port(inbound)}") };
            await Shop.DriveAsync(client);
            using Process stop = Process.Start("kill", ["-TERM", capture.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }

        await capture.WaitForExitAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.File("incident"), "replay.yaml"), "ignore:\n  - fresh: times\n");
        return new ProcessResult(capture.ExitCode, await printed[0], await printed[1]);
    }

    // A service that is started anew, as it is on another day: it knows nothing of the server that is gone.
    private async Task<ProcessResult> ReplayAsync(ShopVariant variant)
    {
        await using LoopbackHost shop = await StubbedShop.StartAsync(StubbedShop.ConnectionTo(_database), variant);
        return await ChildProcess.RunAsync(Command(
            "replay", "incident", "--target-base", $"http://{shop.Authority}", "--runs=2", "--stub-listen=:0", "--stub-compat-listen=", "--postgres-listen", Port(_database)));
    }

    private static string Port(int port) => string.Create(CultureInfo.InvariantCulture, $":{port}");

    private ProcessStartInfo Command(params string[] args)
    {
        ProcessStartInfo start = ChildProcess.Of(
            [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(CommandHost).Assembly.Location, .. args],
            ("CI", null), ("HTTP_PROXY", null), ("http_proxy", null), ("INFERNOSIM_STATE", _folder.File("state")));
        start.WorkingDirectory = _folder.Path;
        return start;
    }
}
