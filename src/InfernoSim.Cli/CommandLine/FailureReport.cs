using InfernoSim.Capture;
using InfernoSim.Certificates;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Says why a command could not be carried out: one line, and the stack trace only for who asks.</summary>
internal static class FailureReport
{
    private const string TraceVariable = "INFERNOSIM_TRACE";

    // The error codes that .NET passes on from the operating system: ENOSPC; ERROR_DISK_FULL; EDQUOT of Linux.
    private const int DiskIsFull = 28;
    private const int WindowsDiskIsFull = unchecked((int)0x80070070);
    private const int QuotaIsFull = 122;

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
            IOException when IsFullDisk(failure) || IsFullDisk(failure.InnerException) => $"{failure.Message.TrimEnd('.')} (make room on this disk, and run the command again)",
            IOException or UnauthorizedAccessException => failure.Message,
            _ => $"unexpected {failure.GetType().Name}: {failure.Message}" + (trace ? "" : $" (set {TraceVariable}=1 for the stack trace)"),
        }));
        if (trace)
        {
            console.Error.WriteLine(failure);
        }
    }

    private static bool IsFullDisk(Exception? failure) => failure is IOException { HResult: DiskIsFull or WindowsDiskIsFull or QuotaIsFull };

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
