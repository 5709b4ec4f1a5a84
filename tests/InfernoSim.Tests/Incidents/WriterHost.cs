using System.Diagnostics;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Tests.Incidents;

/// <summary>The program InfernoSim.Tests.WriterHost: a process that writes events until it is killed.</summary>
internal static class WriterHost
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Tests.WriterHost.dll");

    public static Process Start(string log, int producers) => Process.Start(ChildProcess.Of(Command(log, producers)))!;

    /// <summary>Starts it with a limit on the size of files, which to a writer is what a full disk is.</summary>
    public static Process StartOnFullDisk(string log, int producers, int kibibytes) =>
        Process.Start(ChildProcess.Of(ChildProcess.OnFullDisk(kibibytes, Command(log, producers))))!;

    private static string[] Command(string log, int producers) => ["dotnet", "exec", Program, log, $"{producers}"];
}
