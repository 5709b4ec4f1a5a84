using System.Text.Json;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>An envelope search by the built command against a real service. Limits are so wide that a busy machine is within them.</summary>
public sealed class EnvelopeProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_that_sustains_what_is_asked_passes_with_exit_code_0_and_its_figures_as_json()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        using var one = new OneAtATime();
        _service.OnHello = one.WaitAsync;

        ProcessResult result = await SearchAsync("--slo", "p50<20s,errors<50%", "--at-least", "2 req/s", "--json");

        using JsonDocument summary = JsonDocument.Parse(result.Out);
        Assert.True(result.ExitCode == 0, result.Out);
        Assert.True(summary.RootElement.GetProperty("rate").GetProperty("highest").GetDouble() >= 2);
        Assert.True(summary.RootElement.GetProperty("generator").GetProperty("sends").GetInt64() > 0);
        Assert.NotEmpty(summary.RootElement.GetProperty("points").EnumerateArray());
    }

    [Fact]
    public async Task A_service_that_answers_something_else_fails_with_exit_code_1_and_says_what()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        _service.Greeting = "good bye";

        ProcessResult result = await SearchAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL: no load held the objective", result.Out, StringComparison.Ordinal);
        Assert.Contains("GET /hello: another body than recorded", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_exit_code_2()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult result = await SearchAsync("--target-base", $"http://127.0.0.1:{RawServer.UnusedPort()}");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("cannot be reached", result.Error, StringComparison.Ordinal);
    }

    // All but a few requests are never answered, which half a minute would have to pass for to be the service's failure.
    [Fact]
    public async Task A_load_for_which_this_machine_has_no_files_is_the_machines_limit_and_not_judged()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        int inFlight = 0;
        _service.OnHello = async context =>
        {
            bool isHeld = Interlocked.Increment(ref inFlight) > 3;
            await Task.Delay(isHeld ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(20), TimeProvider.System, context.RequestAborted);
            Interlocked.Decrement(ref inFlight);
        };

        ProcessResult result = await InfernoSimProcess.RunWithFilesAsync(_folder, 512, Search("--slo", "p99<30s", "--at-least", "2000 req/s"));

        Assert.True(result.ExitCode == 2, result.Out + result.Error);
        Assert.Contains("NOT JUDGED: 2000 req/s were asked for; not measured: at 500 req/s the machine was the limit, not the service: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("of the 512 files that one process may have open (ulimit -n) were open", result.Out, StringComparison.Ordinal);
        Assert.Contains("REPLAYER", result.Out, StringComparison.Ordinal);
    }

    private Task<ProcessResult> SearchAsync(params string[] more) => InfernoSimProcess.RunAsync(_folder, Search(more));

    private string[] Search(params string[] more)
    {
        string[] target = more.Contains("--target-base") ? [] : ["--target-base", _service.Address.ToString()];
        return ["envelope", "incident", "--stub-listen", ":0", "--budget", "10s", "--fanout=false", .. target, .. more];
    }
}
