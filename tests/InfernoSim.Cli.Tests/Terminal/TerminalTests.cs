using System.Diagnostics;
using System.Text;
using InfernoSim.Cli.Tests.Processes;

namespace InfernoSim.Cli.Tests.Terminal;

/// <summary>What a person at a terminal sees; the terminal is a real one, made by <c>script</c> (util-linux).</summary>
public sealed class TerminalTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [ScriptFact]
    public async Task Progress_is_one_line_that_is_kept_up_to_date_and_gone_at_the_end()
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));
        var answer = new TaskCompletionSource();
        _service.OnHello = _ => answer.Task;
        string command = string.Join(' ', InfernoSimProcess.Command) +
            $" replay incident --runs 1 --max-idle-time 0s --max-wall-time 0s --stub-listen :0 --stub-compat-listen '' --target-base {_service.Address}";
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["INFERNOSIM_STATE"] = _folder.File("state");
        start.Environment.Remove("CI");

        using Process script = Process.Start(start)!;
        string before = await ReadUntilAsync(script.StandardOutput, "run 1 of 1, 0 of 1 requests");
        answer.SetResult();
        string screen = before + await script.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await script.WaitForExitAsync();

        Assert.Equal(0, script.ExitCode);
        int shown = screen.IndexOf("\e[?25l", StringComparison.Ordinal);
        int erased = screen.IndexOf("\e[2K", StringComparison.Ordinal);
        int summary = screen.IndexOf("PASS_", StringComparison.Ordinal);
        Assert.True(shown >= 0 && shown < erased && erased < summary, screen.Replace("\e", "<ESC>", StringComparison.Ordinal));
    }

    private static async Task<string> ReadUntilAsync(StreamReader output, string part)
    {
        var read = new StringBuilder();
        char[] buffer = new char[1024];
        while (!read.ToString().Contains(part, StringComparison.Ordinal))
        {
            int count = await output.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            Assert.True(count > 0, $"It ended without '{part}': {read}");
            read.Append(buffer, 0, count);
        }

        return read.ToString();
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ScriptFactAttribute : FactAttribute
    {
        public ScriptFactAttribute() => Skip = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script") ? null : "There is no script (util-linux) here.";
    }
}
