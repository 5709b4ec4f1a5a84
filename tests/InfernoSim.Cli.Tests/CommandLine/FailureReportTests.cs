using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.Tests.CommandLine;

public sealed class FailureReportTests
{
    [Fact]
    public void What_was_not_foreseen_is_one_line_with_the_way_to_the_trace()
    {
        string report = Report(new InvalidOperationException("first\nsecond"), trace: null);

        Assert.Equal("infernosim: unexpected InvalidOperationException: first second (set INFERNOSIM_TRACE=1 for the stack trace)\n", report);
    }

    [Fact]
    public void The_trace_comes_after_the_line()
    {
        string report = Report(new InvalidOperationException("oops"), trace: "1");

        Assert.StartsWith("infernosim: unexpected InvalidOperationException: oops\nSystem.InvalidOperationException: oops", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_not_called_an_interruption()
    {
        string report = Report(new OperationCanceledException("timed out"), trace: null);

        Assert.StartsWith("infernosim: unexpected OperationCanceledException: timed out", report, StringComparison.Ordinal);
    }

    private static string Report(Exception failure, string? trace)
    {
        using var error = new StringWriter { NewLine = "\n" };
        FailureReport.Write(failure, stopped: false, new CliConsole(TextWriter.Null, error, errorIsTerminal: false, _ => trace));
        return error.ToString();
    }
}
