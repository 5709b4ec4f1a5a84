using System.Diagnostics;
using System.Globalization;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Capture.AspNetCore.Tests.Freezing;

/// <summary><c>infernosim freeze</c>, against a service that knows of no recorder.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task What_was_frozen_is_there_when_the_service_is_killed()
    {
        await using LoopbackHost prices = await FlownDesk.StartPricesAsync();
        await using var run = RunningDesk.Start(_folder, prices.Address);
        using var client = new HttpClient { BaseAddress = await run.AddressAsync() };
        await client.GetStringAsync("/direct/pen");
        string process = await client.GetStringAsync("/pid");

        ProcessResult frozen = await InfernoSimProcess.RunAsync(_folder, ["freeze", process, "--reason", "a test asks"]);
        using (var service = Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture)))
        {
            service.Kill();
        }

        ProcessResult ended = await run.ExitAsync();

        Assert.True(frozen.ExitCode == 0, frozen.Error);
        Incident incident = IncidentReader.Read(frozen.Out.Trim());
        Assert.Equal(["/direct/pen", "/pid"], incident.Exchanges.Select(exchange => exchange.Request.Url));
        Assert.Single(incident.Exchanges[0].Calls);
        Assert.True(IncidentVerification.Of(incident, TimeProvider.System).IsReplayable);
        Assert.NotEqual(0, ended.ExitCode);
    }

    [UnixFact]
    public async Task What_the_command_is_told_of_privacy_holds_in_the_service()
    {
        await using LoopbackHost prices = await FlownDesk.StartPricesAsync();
        _folder.Write("rules.yaml", "redact:\n  - path: /price/*\n");
        await using var run = RunningDesk.Start(_folder, prices.Address, "--policy", "rules.yaml", "--privacy", "token json: $.item");
        using var client = new HttpClient { BaseAddress = await run.AddressAsync() };
        await client.GetStringAsync("/direct/pen");

        await run.StopAsync();

        Incident incident = IncidentReader.Read(Assert.Single(Directory.GetDirectories(_folder.File("incidents"))));
        IncidentEvent call = Assert.Single(incident.Exchanges[0].Calls);
        Assert.EndsWith("/price/%5BREDACTED%5D", call.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("pen", System.Text.Encoding.UTF8.GetString(call.ResponseBody.GetBytes().Span), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task What_the_command_is_told_to_sample_is_sampled_in_the_service()
    {
        await using LoopbackHost prices = await FlownDesk.StartPricesAsync();
        await using var run = RunningDesk.Start(_folder, prices.Address, "--sample", "0% /health", "--sample=0/s /quotes/{item}");
        using var client = new HttpClient { BaseAddress = await run.AddressAsync() };
        foreach (string path in (string[])["/health", "/direct/pen", "/quotes/pen"])
        {
            await client.GetStringAsync(path);
        }

        await run.StopAsync();

        Incident incident = IncidentReader.Read(Assert.Single(Directory.GetDirectories(_folder.File("incidents"))));
        Assert.Equal("/direct/pen", Assert.Single(incident.Exchanges).Request.Url);
        Assert.Equal(["/health", "/quotes/{item}"], incident.Metadata!.NotRecorded.Select(said => said.Split(' ')[3]));
    }

    [Fact]
    public async Task A_rule_that_is_none_is_said_before_the_service_is_started()
    {
        _folder.Write("rules.yaml", "redact:\n  - hedder: X\n");

        ProcessResult refused = await InfernoSimProcess.RunAsync(_folder, ["run", "--record", "incidents", "--policy", "rules.yaml", "--", "dotnet", "none.dll"]);

        ProcessResult both = await InfernoSimProcess.RunAsync(_folder, ["run", "--record", "incidents", "--capture-sensitive-data", "--privacy", "redact header: X", "--", "dotnet", "none.dll"]);

        Assert.Equal((2, 2), (refused.ExitCode, both.ExitCode));
        Assert.Contains("--capture-sensitive-data keeps secrets as they are, and 'redact header: X' says what becomes of some; leave out one of both", both.Error, StringComparison.Ordinal);
        Assert.Contains("rules.yaml:2: 'hedder' is not a key of a rule; did you mean 'header'?", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("incidents")));
    }

    [UnixFact]
    public async Task A_full_disk_harms_no_request_and_leaves_no_half_incident()
    {
        await using LoopbackHost prices = await FlownDesk.StartPricesAsync();
        await using var run = RunningDesk.StartOnFullDisk(_folder, 64, prices.Address);
        using var client = new HttpClient { BaseAddress = await run.AddressAsync() };
        byte[] bytes = await client.GetByteArrayAsync("/bytes/200000");
        string process = await client.GetStringAsync("/pid");

        ProcessResult frozen = await InfernoSimProcess.RunAsync(_folder, ["freeze", process]);

        Assert.Equal(2, frozen.ExitCode);
        Assert.Contains("could not be written", frozen.Error, StringComparison.Ordinal);
        Assert.Equal(200_000, bytes.Length);
        Assert.Equal("ok", await client.GetStringAsync("/health"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("incidents")));
    }

    [UnixFact]
    public async Task A_disk_that_fills_while_exchanges_go_there_is_noticed_by_nobody()
    {
        await using LoopbackHost prices = await FlownDesk.StartPricesAsync();
        await using var run = RunningDesk.StartOnFullDisk(_folder, 64, prices.Address, "--max-memory=128KiB", "--max-disk=64MiB");
        using var client = new HttpClient { BaseAddress = await run.AddressAsync() };

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(20_000, (await client.GetByteArrayAsync("/bytes/20000")).Length);
        }

        // A file has a name for a moment.
        await Patience.UntilAsync(() => Directory.Exists(_folder.File("incidents")));
        await Patience.UntilAsync(() => Directory.GetFiles(_folder.File("incidents"), "*", SearchOption.AllDirectories) is []);
        Assert.Equal("ok", await client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task A_process_without_a_recorder_is_said_with_exit_code_2()
    {
        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["freeze", "999999999"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("process 999999999 has no flight recorder that answers", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_no_service_is_said()
    {
        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["run", "--record", "incidents", "--", "dotnet", "--version"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no incident in", result.Error, StringComparison.Ordinal);
    }
}
