using System.Diagnostics;

namespace InfernoSim.Tests.Incidents;

/// <summary>The program InfernoSim.Tests.WriterHost: a process that writes events until it is killed.</summary>
internal static class WriterHost
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Tests.WriterHost.dll");

    public static Process Start(string log, int producers) => Launch("dotnet", "exec", Program, log, $"{producers}");

    /// <summary>Starts it with a limit on the size of files, which to a writer is what a full disk is.</summary>
    public static Process StartOnFullDisk(string log, int producers, int kibibytes)
    {
        // The signal that comes with the limit is ignored, so that the write fails with an error as on a full disk. The
        // runtime maps its own code through a large file unless it is told not to.
        string script = $"trap '' XFSZ; ulimit -f {kibibytes}; DOTNET_EnableWriteXorExecute=0 exec dotnet exec '{Program}' '{log}' {producers}";
        return Launch("bash", "-c", script);
    }

    private static Process Launch(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
