using System.Diagnostics;
using System.Globalization;
using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.Hosting;

public sealed class ProcessHostTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_is_replayed_against_and_ended_with_all_that_it_started()
    {
        string incident = await new HandmadeIncident()
            .Exchange("/", 200, "text/plain", "price 5", HandmadeIncident.Get("http://localhost:9/price", "5"))
            .WriteAsync(_folder.File("incident"));
        var host = new ProcessHost("dotnet", HostProgram.Assembly, "price", "--port={port}", _folder.Path) { Ready = "/health", WorkingDirectory = _folder.Path };

        IncidentReplay replay = await IncidentReplayer.For(host, incident).With(s => s.Fanout = 3).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Matches(@"^child \d+ proxy=True no_proxy=\[\] args=price --port=[23]\d{4} ", replay.ServiceOutput);
        Assert.False(IsAlive(ChildOf(replay.ServiceOutput)));
        Assert.Empty(Running(_folder.Path));
    }

    [Fact]
    public async Task Https_calls_of_a_process_are_answered_since_it_is_told_whom_to_trust()
    {
        string incident = await new HandmadeIncident()
            .Exchange(
                "/checkout/1",
                200,
                "application/json; charset=utf-8",
                """{"order":1,"price":"5","paid":"yes"}""",
                HandmadeIncident.Get("http://catalog.test/price/1", "5"),
                HandmadeIncident.Get("https://payments.test/pay/1?amount=5", "yes"))
            .WriteAsync(_folder.File("incident"));
        var host = new ProcessHost("dotnet", typeof(Program).Assembly.Location) { Ready = "/health", WorkingDirectory = _folder.Path };

        IncidentReplay replay = await IncidentReplayer.For(host, incident).With(s => s.Fanout = 3).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task A_process_that_exits_at_once_is_reported_with_what_it_printed()
    {
        string incident = await new HandmadeIncident().Exchange("/", 200, "text/plain", "").WriteAsync(_folder.File("incident"));
        var host = new ProcessHost("sh", "-c", "echo 'no database' >&2; exit 3");

        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(() => IncidentReplayer.For(host, incident).RunAsync());

        Assert.Contains("exited with code 3 before it was ready.\nIt printed:\nno database\n", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_never_listens_is_given_up_and_ended()
    {
        string incident = await new HandmadeIncident().Exchange("/", 200, "text/plain", "").WriteAsync(_folder.File("incident"));
        var host = new ProcessHost("sleep", "600.125") { ReadyTimeout = TimeSpan.FromSeconds(1) };

        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(() => IncidentReplayer.For(host, incident).RunAsync());

        Assert.Contains("sleep 600.125 was not ready within 1s", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Running("600.125"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_reported()
    {
        string incident = await new HandmadeIncident().Exchange("/", 200, "text/plain", "").WriteAsync(_folder.File("incident"));
        var host = new ProcessHost("infernosim-no-such-program");

        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(() => IncidentReplayer.For(host, incident).RunAsync());

        Assert.StartsWith("infernosim-no-such-program", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 127", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_ends_when_the_test_host_is_killed()
    {
        string pidFile = _folder.File("child.pid");
        string incident = await new HandmadeIncident().Exchange("/", 200, "text/plain", "").WriteAsync(_folder.File("incident"));
        using Process host = Process.Start("dotnet", [HostProgram.Assembly, "replay", incident, pidFile]);
        await Patience.UntilAsync(() => File.Exists(pidFile) || host.HasExited);
        int child = int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture);

        host.Kill();
        await host.WaitForExitAsync();

        await Patience.UntilAsync(() => !IsAlive(child) && Running("600.25").Length == 0);
        Assert.False(IsAlive(child));
        Assert.Empty(Running("600.25"));
    }

    private static int ChildOf(string output) => int.Parse(output.Split(' ')[1], CultureInfo.InvariantCulture);

    private static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    /// <summary>The command lines, of processes that are running, that hold a text.</summary>
    private static string[] Running(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out int id) && id != Environment.ProcessId)
            .Select(CommandLine)
            .Where(line => line.Contains(text, StringComparison.Ordinal)),
    ];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
