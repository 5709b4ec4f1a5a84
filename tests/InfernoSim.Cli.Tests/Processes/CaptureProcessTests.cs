using System.Net;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A capture by the built command in front of and behind a real service.</summary>
public sealed class CaptureProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private TestService _service = null!;
    private TestService _dependency = null!;

    public async Task InitializeAsync()
    {
        _service = await TestService.StartAsync();
        _dependency = await TestService.StartAsync();
        _service.Dependency = _dependency.Address;
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task What_was_captured_is_replayed_by_the_command_that_capture_prints()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture("--out", "incident"));
        Uri inbound = await capture.InboundAsync();
        _service.Proxy = await capture.OutboundAsync();
        using var client = new HttpClient();
        string price = await client.GetStringAsync(new Uri(inbound, "/price"));
        await client.GetStringAsync(new Uri(inbound, "/hello"));

        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();
        string next = captured.Out.Split('\n')[^1];
        await _dependency.DisposeAsync();
        ProcessResult replayed = await InfernoSimProcess.RunAsync(_folder, [.. next.Split(' ')[3..], "--runs=2", "--stub-listen=:0"]);

        Assert.Equal("the dependency says 200 hello", price);
        Assert.Equal(0, captured.ExitCode);
        Assert.Contains("recorded 2 requests, 1 outbound call, 0 failed, ", captured.Out, StringComparison.Ordinal);
        Assert.Equal($"replay with: infernosim replay incident --target-base http://127.0.0.1:{_service.Address.Port} --stub-compat-listen :{_service.Proxy.Port}", next);
        Assert.Equal((4, 1), CountsIn("incident"));
        Assert.True(replayed.ExitCode == 0, replayed.Out + replayed.Error);
        Assert.StartsWith("PASS_", replayed.Out.Split('\n')[1].Split(':')[1].Trim(), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_proxy_for_others_says_what_they_can_call_and_at_the_end_what_they_could_not()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(
            _folder, ["capture", "--forward", Forward, "--listen=:0", "--outbound-listen=0.0.0.0:0", "--allow", $"127.0.0.1:{_dependency.Address.Port}", "--out=incident"]);
        string exposed = await capture.ErrorLineAsync("whoever reaches 0.0.0.0:0 can call, through this machine: ");
        Uri inbound = await capture.InboundAsync();
        _service.Proxy = new Uri($"http://127.0.0.1:{(await capture.OutboundAsync()).Port}");
        using var client = new HttpClient();
        string price = await client.GetStringAsync(new Uri(inbound, "/price"));
        _service.Dependency = new Uri("http://169.254.169.254");
        string metadata = await client.GetStringAsync(new Uri(inbound, "/price"));

        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();

        Assert.EndsWith($": 127.0.0.1:{_dependency.Address.Port}", exposed, StringComparison.Ordinal);
        Assert.Equal("the dependency says 200 hello", price);
        Assert.StartsWith("the dependency says 403 The capture does not pass calls on to 169.254.169.254:80: ", metadata, StringComparison.Ordinal);
        Assert.Equal(0, captured.ExitCode);
        Assert.Contains("not recorded: 1 call to 169.254.169.254:80, which the capture was not allowed to pass on; --allow says where calls may go", captured.Out, StringComparison.Ordinal);
        Assert.Equal((4, 1), CountsIn("incident"));
    }

    [UnixFact]
    public async Task Whom_the_limits_of_a_proxy_kept_out_is_said_at_the_end()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture("--out", "incident", "--max-connections=1", "--max-header-size=1KiB"));
        Uri inbound = await capture.InboundAsync();
        using RawPeer held = await RawPeer.ConnectAsync(inbound);
        await held.SendAsync("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        await held.ReadUntilAsync("hello");
        using RawPeer second = await RawPeer.ConnectAsync(inbound);
        string heard = await second.ReadToEndAsync();
        await held.SendAsync($"GET /hello HTTP/1.1\r\nHost: a\r\nX-Large: {new string('x', 2000)}\r\n\r\n");
        string refused = await held.ReadToEndAsync();

        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", "incident"]);

        Assert.Equal("", heard);
        Assert.Contains("HTTP/1.1 431 ", refused, StringComparison.Ordinal);
        Assert.Equal(0, captured.ExitCode);
        Assert.Contains("not recorded: 1 connection beyond the 1 that the inbound proxy may have open at once, closed unheard; --max-connections lets in more", captured.Out, StringComparison.Ordinal);
        Assert.Contains("not recorded: 1 request with more than 1024 bytes of target or headers, refused by the inbound proxy; --max-header-size, up to 512KiB, lets in more", captured.Out, StringComparison.Ordinal);
        Assert.Contains("recorded 1 request, ", captured.Out, StringComparison.Ordinal);
        Assert.Contains("1 request with more than 1024 bytes of target or headers, refused by the inbound proxy", verify.Out, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("reset=100%", "the dependency failed: ConnectionReset", false)]
    [InlineData("blackhole=100%", "the dependency was given up", false)]
    [InlineData("latency=20ms", "the dependency says 200 hello", true)]
    public async Task What_a_fault_did_while_it_was_captured_it_does_again_in_the_replay(string effect, string price, bool isPassedOn)
    {
        int asked = 0;
        _dependency.OnHello = _ => Task.FromResult(Interlocked.Increment(ref asked));
        _service.TellsRequest = true;
        _service.LongestWait = effect.StartsWith("blackhole", StringComparison.Ordinal) ? TimeSpan.FromSeconds(2) : Timeout.InfiniteTimeSpan;
        string rule = $"dep=127.0.0.1 {effect}";
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture("--out", "incident", "--inject", rule, "--inject", "dep=nobody.test drop=5%", "--seed=1"));
        Uri inbound = await capture.InboundAsync();
        _service.Proxy = await capture.OutboundAsync();
        using var client = new HttpClient();
        string[] prices = [await client.GetStringAsync(new Uri(inbound, "/price?n=1")), await client.GetStringAsync(new Uri(inbound, "/price?n=2"))];

        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();
        ProcessResult replayed = await InfernoSimProcess.RunAsync(_folder, [.. captured.Out.Split('\n').Single(line => line.StartsWith("replay with: ", StringComparison.Ordinal)).Split(' ')[3..], "--runs=2", "--stub-listen=:0"]);

        Assert.All(prices, seen => Assert.StartsWith(price, seen, StringComparison.Ordinal));
        Assert.Equal(isPassedOn ? 2 : 0, asked);
        Assert.True(captured.Out.Contains($"fault {rule}: 2 of 2 calls delayed or made to fail", StringComparison.Ordinal), captured.Out);
        Assert.Contains("fault dep=nobody.test drop=5%: NOT APPLIED, no call that could be seen went to that dependency", captured.Out, StringComparison.Ordinal);
        Assert.All(IncidentReader.Read(_folder.File("incident")).Exchanges, exchange => Assert.Equal(rule, Assert.Single(exchange.Calls).InjectionApplied));
        Assert.True(replayed.ExitCode == 0, replayed.Out + replayed.Error);
        Assert.Equal("PASS_STRONG", replayed.Out.Split('\n')[1].Split(':')[1].Trim());
    }

    [InterruptFact]
    public async Task Ctrl_C_waits_for_the_request_under_way()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        _service.OnHello = _ =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture("--out", "incident"));
        Uri inbound = await capture.InboundAsync();
        using var client = new HttpClient();
        Task<string> response = client.GetStringAsync(new Uri(inbound, "/hello"));
        await asked.Task;

        await capture.SignalAsync("INT");
        await capture.ErrorLineAsync("stopping; requests under way are finished first");
        answer.SetResult();
        ProcessResult result = await capture.ExitAsync();

        Assert.Equal("hello", await response);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("recorded 1 request, ", result.Out, StringComparison.Ordinal);
        Assert.Equal((2, 0), CountsIn("incident"));
    }

    [GitFact]
    public async Task A_folder_that_git_ignores_is_said_when_the_recording_starts()
    {
        await GitRepository.CreateAsync(_folder.Path, "incidents/");

        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture("--out", Path.Combine("incidents", "checkout")));

        Assert.Contains("git add -f incidents", await capture.ErrorLineAsync("git ignores inbound.log, outbound.log, incident.json of incidents"), StringComparison.Ordinal);
    }

    [GitFact]
    public async Task The_logs_of_the_classic_forms_are_committed_from_a_folder_of_their_own()
    {
        GitRepository repository = await GitRepository.CreateAsync(_folder.Path);
        Directory.CreateDirectory(_folder.File("incident"));
        await using InfernoSimProcess proxy = InfernoSimProcess.Start(_folder, ["--mode=proxy", "--listen=:0", "--log=incident/outbound.log"]);
        await proxy.OutboundAsync();
        await using InfernoSimProcess inbound = InfernoSimProcess.Start(_folder, ["--mode=inbound", "--listen=:0", $"--forward=localhost:{_service.Address.Port}", "--log=incident/inbound.log"]);
        await inbound.InboundAsync();

        string[] added = await repository.AddAllAsync();

        Assert.Equal([".gitignore", "incident/.gitignore", "incident/inbound.log", "incident/outbound.log"], added);
    }

    [GitFact]
    public async Task A_log_among_other_files_brings_no_rule_for_them_and_is_said_to_be_ignored()
    {
        await GitRepository.CreateAsync(_folder.Path);
        string before = await File.ReadAllTextAsync(_folder.File(".gitignore"));

        await using InfernoSimProcess proxy = InfernoSimProcess.Start(_folder, ["--mode=proxy", "--listen=:0", "--log=outbound.log"]);

        await proxy.ErrorLineAsync("git ignores inbound.log, outbound.log of . by the rule '*.log'");
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.File(".gitignore")));
    }

    [UnixFact]
    public async Task The_classic_forms_make_one_incident_in_two_processes()
    {
        await using InfernoSimProcess proxy = InfernoSimProcess.Start(_folder, ["--mode=proxy", "--listen=:0", "--log=outbound.log"]);
        await using InfernoSimProcess inbound = InfernoSimProcess.Start(_folder, ["--mode=inbound", "--listen=:0", $"--forward=localhost:{_service.Address.Port}", "--log=inbound.log"]);
        _service.Proxy = await proxy.OutboundAsync();
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(await inbound.InboundAsync(), "/price"));

        await inbound.SignalAsync("TERM");
        ProcessResult first = await inbound.ExitAsync();
        await proxy.SignalAsync("TERM");
        ProcessResult second = await proxy.ExitAsync();

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.EndsWith($"replay with: infernosim replay . --target-base http://localhost:{_service.Address.Port}", first.Out, StringComparison.Ordinal);
        Assert.Equal((2, 1), CountsIn("."));
    }

    [UnixFact]
    public async Task A_second_capture_is_refused_unless_it_continues_the_first()
    {
        await RecordOneAsync("--out", "incident");

        ProcessResult refused = await InfernoSimProcess.RunAsync(_folder, Capture("--out", "incident"));
        await RecordOneAsync("--out", "incident", "--append");

        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Contains("--append", Assert.Single(refused.Error.Split('\n')), StringComparison.Ordinal);
        Assert.Equal((4, 0), CountsIn("incident"));
    }

    [Fact]
    public async Task A_taken_port_is_one_line_and_exit_code_2()
    {
        using var taken = new RawServer();

        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["capture", "--forward", Forward, "--out=incident", $"--listen=127.0.0.1:{taken.Port}"]);

        Assert.Equal(
            new ProcessResult(2, "", $"infernosim: Cannot listen on 127.0.0.1:{taken.Port}: the port is in use. Stop what listens there, or choose another port (':0' takes a free one)."),
            result);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_one_line_and_exit_code_2()
    {
        int port = RawServer.UnusedPort();

        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["capture", $"--forward=127.0.0.1:{port}", "--out=incident", "--listen=:0", "--outbound-listen="]);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith($"infernosim: Cannot reach the service at 127.0.0.1:{port}: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
        Assert.False(Directory.Exists(_folder.File("incident")));
    }

    [UnixFact]
    public async Task A_service_that_is_to_be_started_with_the_proxy_for_its_calls_may_come_later()
    {
        int port = RawServer.UnusedPort();

        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", $"--forward=127.0.0.1:{port}", "--out=incident", "--listen=:0", "--outbound-listen=:0"]);
        string said = await capture.ErrorLineAsync("Cannot reach");
        Uri inbound = await capture.InboundAsync();
        using var client = new HttpClient();
        using HttpResponseMessage early = await client.GetAsync(inbound);
        await capture.SignalAsync("TERM");

        Assert.StartsWith($"infernosim: Cannot reach the service at 127.0.0.1:{port}: ", said, StringComparison.Ordinal);
        Assert.EndsWith(". Start it, or forward to where it listens. Until then its callers get a 502.", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadGateway, early.StatusCode);
        Assert.Equal(0, (await capture.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_line_and_exit_code_2()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");

        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, Capture("--out", Path.Combine("file", "incident")));

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith($"infernosim: Cannot write the incident to {Path.Combine("file", "incident")}: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
    }

    [Fact]
    public async Task A_log_that_cannot_be_made_is_one_line_and_exit_code_2()
    {
        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["--mode=proxy", "--listen=:0", "--log", Path.Combine("nowhere", "outbound.log")]);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith($"infernosim: Cannot write to {Path.Combine("nowhere", "outbound.log")}: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
    }

    private string Forward => $"127.0.0.1:{_service.Address.Port}";

    private async Task RecordOneAsync(params string[] args)
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture(args));
        Uri inbound = await capture.InboundAsync();
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(inbound, "/hello"));
        await capture.SignalAsync("TERM");
        Assert.Equal(0, (await capture.ExitAsync()).ExitCode);
    }

    private string[] Capture(params string[] more) => ["capture", "--forward", Forward, "--listen=:0", "--outbound-listen=:0", .. more];

    private (int Inbound, int Outbound) CountsIn(string incident)
    {
        using JsonDocument metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, incident, "incident.json")));
        return (metadata.RootElement.GetProperty("inbound_count").GetInt32(), metadata.RootElement.GetProperty("outbound_count").GetInt32());
    }
}
