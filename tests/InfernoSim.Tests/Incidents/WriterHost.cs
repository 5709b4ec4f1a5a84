using System.Diagnostics;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Tests.Incidents;

/// <summary>The program InfernoSim.Tests.WriterHost: a process that writes events until it is killed.</summary>
internal static class WriterHost
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Tests.WriterHost.dll");

    /// <summary>Starts it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="producers">How many write at the same time.</param>
    /// <param name="maxBytes">How many bytes the log may have, of which the newest are kept; <see langword="null"/> for as many as it takes.</param>
    public static Process Start(string log, int producers, long? maxBytes = null) => Process.Start(ChildProcess.Of([.. Command(log, producers), .. maxBytes is null ? [] : new[] { $"{maxBytes}" }]))!;

    /// <summary>Starts it with a limit on the size of files, which to a writer is what a full disk is.</summary>
    public static Process StartOnFullDisk(string log, int producers, int kibibytes) =>
        Process.Start(ChildProcess.Of(ChildProcess.OnFullDisk(kibibytes, Command(log, producers))))!;

    private static string[] Command(string log, int producers) => ["dotnet", "exec", Program, log, $"{producers}"];
}
