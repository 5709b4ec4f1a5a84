using System.Diagnostics;
using System.Text.Json;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Load;

/// <summary>Ways to read an incident.</summary>
internal static class ReaderLoad
{
    public const string Tokens = "tokens";
    public const string Events = "events";
    public const string Folder = "folder";
    private const double Megabyte = 1_000_000;

    /// <summary>The role: a command is one of the ways; one way a process, because the peak is the process's.</summary>
    /// <param name="folder">The incident.</param>
    public static async Task RunAsync(string folder)
    {
        string[] logs = [Path.Combine(folder, IncidentFiles.Inbound), Path.Combine(folder, IncidentFiles.Outbound)];
        double size = logs.Sum(log => new FileInfo(log).Length) / Megabyte;
        ParentLink.Ready();
        await ParentLink.AnswerAsync(way => Task.FromResult(Measure(way, folder, logs, size)));
    }

    private static double[] Measure(string way, string folder, string[] logs, double size)
    {
        TimeSpan usedBefore = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        object read = way switch
        {
            Tokens => logs.Sum(CountTokens),
            Events => logs.Sum(log => IncidentReader.ReadEvents(log, new IncidentReadReport()).Sum(e => e.Body.Size)),
            _ => IncidentReader.Read(folder),
        };
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        TimeSpan used = Environment.CpuUsage.TotalTime - usedBefore;
        GC.KeepAlive(read);
        using var self = Process.GetCurrentProcess();
        return [size / seconds, size / used.TotalSeconds, self.PeakWorkingSet64 / Megabyte];
    }

    /// <summary>The least a JSON reader can do: find the lines and walk over every token.</summary>
    private static long CountTokens(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[4 * 1024 * 1024];
        int filled = 0;
        long tokens = 0;
        while (file.Read(buffer, filled, buffer.Length - filled) is > 0 and int read)
        {
            filled += read;
            int used = 0;
            while (buffer.AsSpan(used, filled - used).IndexOf((byte)'\n') is >= 0 and int length)
            {
                var json = new Utf8JsonReader(buffer.AsSpan(used, length));
                while (json.Read())
                {
                    tokens++;
                }

                used += length + 1;
            }

            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }

        return tokens;
    }
}
