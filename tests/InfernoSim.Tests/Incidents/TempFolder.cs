using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("infernosim-").FullName;

    public string Path { get; }

    public string InboundLog => File("inbound.log");

    public string OutboundLog => File("outbound.log");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file as given, line ends and all.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllBytes(File(name), Encoding.UTF8.GetBytes(text));
        return File(name);
    }

    /// <summary>Writes an incident of the given lines and reads it.</summary>
    public Incident Read(string[] inbound, params string[] outbound)
    {
        Write("inbound.log", Lines(inbound));
        Write("outbound.log", Lines(outbound));
        return IncidentReader.Read(Path);
    }

    public static string Lines(params string[] lines) => string.Concat(lines.Select(l => l + "\n"));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
