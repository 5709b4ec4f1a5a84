using System.Text.Json;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A replay by the built command against a real service.</summary>
public sealed class ReplayProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_that_does_what_it_did_passes_with_exit_code_0()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"), ("GET", "/hello", 200, "hello"));

        ProcessResult result = await ReplayAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("PASS_", result.Out, StringComparison.Ordinal);
        Assert.Contains("requested 3, executed 3, completed 3", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_something_else_fails_with_exit_code_1()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        _service.Greeting = "good bye";

        ProcessResult result = await ReplayAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL_DIVERGED", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_last_replay_reported_is_found_by_its_number()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        _service.Greeting = "good bye";
        string[] explain = ["explain", _folder.File("incident"), "--divergence", "1"];

        ProcessResult before = await InfernoSimProcess.RunAsync(_folder, explain);
        await ReplayAsync("--quiet");
        ProcessResult after = await InfernoSimProcess.RunAsync(_folder, explain);

        Assert.Equal((2, 2), (before.ExitCode, after.ExitCode));
        Assert.Contains("nothing is known of a replay", before.Error, StringComparison.Ordinal);
        Assert.Contains("Divergence 1 (ResponseBody", after.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_fails_with_exit_code_2()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult result = await ReplayAsync("--target-base", $"http://127.0.0.1:{RawServer.UnusedPort()}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("FAIL_TARGET_UNREACHABLE", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_all_that_is_on_standard_output()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"), ("POST", "/order", 200, "ordered"));

        ProcessResult result = await ReplayAsync("--json", "--safe-mode");

        using JsonDocument summary = JsonDocument.Parse(result.Out);
        Assert.StartsWith("PASS_", summary.RootElement.GetProperty("outcome").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("infernosim: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_is_the_outcome_and_the_first_divergence()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"), ("POST", "/order", 200, "ordered"));
        _service.Greeting = "good bye";

        ProcessResult result = await ReplayAsync("--quiet", "--safe-mode");

        Assert.Equal("", result.Error);
        Assert.StartsWith("FAIL_DIVERGED", result.Out, StringComparison.Ordinal);
        Assert.Contains("good bye", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("SUSTAINABLE ENVELOPE", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_with_nothing_to_say_is_one_line()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult result = await ReplayAsync("--quiet");

        Assert.StartsWith("PASS_", Assert.Single(result.Out.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_run_is_compared_with_the_first()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult first = await ReplayAsync("--json");
        ProcessResult second = await ReplayAsync("--json");

        Assert.Equal((false, true), (HasBaseline(first), HasBaseline(second)));
        Assert.NotEmpty(Directory.GetFiles(_folder.File("state")));
        Assert.Equal(["inbound.log", "incident.json", "outbound.log"], Directory.GetFiles(_folder.File("incident")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_baseline_that_cannot_be_kept_is_a_word_not_a_failure()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        await File.WriteAllTextAsync(_folder.File("not-a-folder"), "");

        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, Arguments(), ("INFERNOSIM_STATE", _folder.File("not-a-folder")));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("INFERNOSIM_STATE", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_stub_port_is_one_line_and_exit_code_2()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        using var taken = new RawServer();

        ProcessResult result = await ReplayAsync($"--stub-listen=:{taken.Port}");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith($"infernosim: --stub-listen: The stub cannot listen on 127.0.0.1:{taken.Port}: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
    }

    [Fact]
    public async Task A_taken_compat_port_is_a_warning()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        using var taken = new RawServer();

        ProcessResult result = await ReplayAsync($"--stub-compat-listen=:{taken.Port}");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"127.0.0.1:{taken.Port}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stub_on_the_compat_address_needs_no_second_one()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        int port = RawServer.UnusedPort();

        ProcessResult result = await ReplayAsync($"--stub-listen=:{port}", $"--stub-compat-listen=:{port}");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_schedule_that_cannot_fit_is_said_before_the_first_request()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"), ("GET", "/hello", 200, "hello"));
        bool asked = false;
        _service.OnHello = _ =>
        {
            asked = true;
            return Task.CompletedTask;
        };

        ProcessResult result = await ReplayAsync("--min-gap", "1h");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("--max-wall-time", result.Error, StringComparison.Ordinal);
        Assert.False(asked);
    }

    [Fact]
    public async Task A_header_comes_from_the_environment()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        string? seen = null;
        _service.OnHello = context =>
        {
            seen = context.Request.Headers.Authorization;
            return Task.CompletedTask;
        };

        await InfernoSimProcess.RunAsync(_folder, Arguments("--header", "Authorization: Bearer ${TOKEN}"), ("TOKEN", "abc"));

        Assert.Equal("Bearer abc", seen);
    }

    [InterruptFact]
    public async Task Ctrl_C_ends_a_replay_with_a_word_and_no_verdict()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        var asked = new TaskCompletionSource();
        _service.OnHello = context =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await using InfernoSimProcess process = InfernoSimProcess.Start(_folder, Arguments("--max-idle-time=0s", "--max-wall-time=0s"));
        await asked.Task.WaitAsync(Patience.Limit);

        await process.SignalAsync("INT");
        ProcessResult result = await process.ExitAsync();

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Equal("infernosim: interrupted before it was done", result.Error.Split('\n')[^1]);
    }

    [Fact]
    public async Task A_command_resets_the_service_before_each_run()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult result = await ReplayAsync("--before-run", "echo resetting; echo $INFERNOSIM_NAME >> runs.txt");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["r1", "r2", "r3"], await File.ReadAllLinesAsync(_folder.File("runs.txt")));
        Assert.Contains("infernosim: --before-run: resetting", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_before_a_run_is_no_fault_of_the_service()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult result = await ReplayAsync("--quiet", "--before-run", "echo no database >&2; exit 3");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Equal("infernosim: --before-run: 'echo no database >&2; exit 3' exited with code 3 before run 1, so nothing is known of the service: no database", result.Error);
    }

    private static bool HasBaseline(ProcessResult result)
    {
        using JsonDocument summary = JsonDocument.Parse(result.Out);
        return summary.RootElement.GetProperty("changeFromLastRun").GetProperty("hasBaseline").GetBoolean();
    }

    private Task<ProcessResult> ReplayAsync(params string[] more) => InfernoSimProcess.RunAsync(_folder, Arguments(more));

    /// <summary>Three quick runs on free ports; what is given more wins.</summary>
    private string[] Arguments(params string[] more)
    {
        (string Flag, string Value)[] defaults = [("--runs", "3"), ("--stub-listen", ":0"), ("--stub-compat-listen", ""), ("--target-base", _service.Address.ToString())];
        return ["replay", "incident", .. defaults.Where(d => !more.Any(m => m.Split('=')[0] == d.Flag)).SelectMany(d => (string[])[d.Flag, d.Value]), .. more];
    }
}
