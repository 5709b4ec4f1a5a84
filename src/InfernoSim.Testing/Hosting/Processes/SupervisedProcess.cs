using System.ComponentModel;
using System.Diagnostics;
using InfernoSim.Testing.Output;

namespace InfernoSim.Testing.Hosting.Processes;

/// <summary>
/// A process that cannot outlive this one. On Unix a shell runs it in a process group of its own and waits for the end of
/// a pipe that only this process holds: when that closes, however it came to be closed, the group is ended. On Windows the
/// tree is ended when this is disposed of; there a test host that is killed leaves it behind.
/// </summary>
internal sealed class SupervisedProcess : IAsyncDisposable
{
    // $1 and following are the command. dash knows no "kill -- -group". A background job of a shell without job control is no group leader, so setsid makes
    // its group without a new process, and the job's id is the group's.
    private const string Supervisor = """
        exec 3<&0 </dev/null
        if command -v setsid >/dev/null 2>&1; then
          setsid "$@" 3<&- &
        else
          perl -e 'setpgrp(0, 0); exec { $ARGV[0] } @ARGV or exit 127' -- "$@" 3<&- &
        fi
        child=$!
        (
          read -r _ <&3
          kill -TERM "-$child" 2>/dev/null
          i=0
          while [ "$i" -lt 20 ] && kill -0 "-$child" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
          kill -KILL "-$child" 2>/dev/null
        ) >/dev/null 2>&1 &
        watch=$!
        wait "$child"
        code=$?
        kill -KILL "-$child" 2>/dev/null
        kill -KILL "$watch" 2>/dev/null
        exit "$code"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _output;
    private int _disposed;

    private SupervisedProcess(Process process)
    {
        _process = process;
        _output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Exited = ExitAsync();
    }

    /// <summary>The process, or on Unix the shell that runs it.</summary>
    public int Id => _process.Id;

    /// <summary>What it printed, both streams in the order the lines came.</summary>
    public BoundedOutput Output { get; } = new();

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    public bool HasExited => Exited.IsCompleted;

    /// <exception cref="ServiceHostException">The program cannot be started.</exception>
    public static SupervisedProcess Start(string fileName, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        string[] command = OperatingSystem.IsWindows() ? [fileName, .. arguments] : ["/bin/sh", "-c", Supervisor, "infernosim-supervisor", fileName, .. arguments];
        start.FileName = command[0];
        foreach (string argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new SupervisedProcess(Process.Start(start)!);
        }
        catch (Win32Exception failure)
        {
            throw new ServiceHostException($"{fileName} cannot be started in {folder}: {failure.Message}. Check that it is installed and on the PATH.", failure);
        }
    }

    /// <summary>Ends the process and all that it started.</summary>
    /// <returns>Completes when they are gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            _process.StandardInput.Close();
        }

        try
        {
            await Exited.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }

        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has exited.
        }
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();

        // All that held the streams has been ended with it.
        await _output;
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            Output.AddLine(line);
        }
    }
}
