using InfernoSim.Capture;
using InfernoSim.Certificates;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Says why a command could not be carried out: one line, and the stack trace only for who asks.</summary>
internal static class FailureReport
{
    private const string TraceVariable = "INFERNOSIM_TRACE";

    /// <summary>Writes the line, and with <c>INFERNOSIM_TRACE=1</c> in the environment the trace.</summary>
    public static void Write(Exception failure, bool stopped, CliConsole console)
    {
        bool trace = console.Environment(TraceVariable) == "1";
        console.Note(OneLine(failure switch
        {
            OperationCanceledException when stopped => "interrupted before it was done",
            IncidentFormatException { HoldsRecording: true } or { InnerException: IncidentFormatException { HoldsRecording: true } } => $"{failure.Message} (--append continues it)",
            { InnerException: UntrustedCertificateException } => $"{failure.Message} (--trust FILE does; --insecure-upstream accepts anyone)",
            CliException or CertificateException or ReplayConfigurationException or IncidentFormatException or CaptureException => failure.Message,
            IOException or UnauthorizedAccessException => failure.Message,
            _ => $"unexpected {failure.GetType().Name}: {failure.Message}" + (trace ? "" : $" (set {TraceVariable}=1 for the stack trace)"),
        }));
        if (trace)
        {
            console.Error.WriteLine(failure);
        }
    }

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
