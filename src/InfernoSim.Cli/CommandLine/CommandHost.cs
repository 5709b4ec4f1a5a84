using System.CommandLine;
using System.CommandLine.Invocation;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Runs one command line, from its text to its exit code.</summary>
internal static class CommandHost
{
    /// <summary>Parses, runs, reports; never throws.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliConsole console)
    {
        using var stop = new StopSignal();
        try
        {
            ParseResult result = new InfernoSimCommand(console).Read(args.Count == 0 ? ["--help"] : args);
            if (result.Action is SynchronousCommandLineAction and not ParseErrorAction)
            {
                // --help, --version and completion. Nothing asked for is not a success: a script that lost its arguments should notice.
                int code = await InvokeAsync(result, console, stop.Token);
                return args.Count == 0 ? ExitCode.CannotRun : code;
            }

            IReadOnlyList<string> mistakes = ParseMistakes.In(result);
            foreach (string mistake in mistakes)
            {
                console.Note(mistake);
            }

            return mistakes.Count > 0 ? ExitCode.CannotRun : await InvokeAsync(result, console, stop.Token);
        }
#pragma warning disable CA1031 // The outermost frame: whatever happens becomes one line and an exit code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            FailureReport.Write(failure, stop.Token.IsCancellationRequested, console);
            return ExitCode.CannotRun;
        }
    }

    private static Task<int> InvokeAsync(ParseResult result, CliConsole console, CancellationToken stop) => result.InvokeAsync(
        new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            // Its own signal handling ends the process two seconds after the first signal, however much is left to drain.
            ProcessTerminationTimeout = null,
        },
        stop);
}
