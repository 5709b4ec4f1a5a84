using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

/// <summary>A test's folder as an incident of hand-written lines.</summary>
internal static class IncidentFolder
{
    extension(TestFolder folder)
    {
        public string InboundLog => folder.File("inbound.log");

        public string OutboundLog => folder.File("outbound.log");

        /// <summary>Writes an incident of the given lines and reads it.</summary>
        public Incident Read(string[] inbound, params string[] outbound)
        {
            folder.Write("inbound.log", Lines(inbound));
            folder.Write("outbound.log", Lines(outbound));
            return IncidentReader.Read(folder.Path);
        }
    }

    public static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));
}
