using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Testing.Conformance.Tests.Explorers;

/// <summary>Asks for the tests of an assembly as Visual Studio does: by the design mode of <c>vstest.console</c>.</summary>
/// <remarks>https://github.com/microsoft/vstest/blob/main/docs/RFCs/0007-Editors-Protocol.md</remarks>
internal static class VSTestExplorer
{
    private const int ProtocolVersion = 2;

    public static async Task<IReadOnlyList<FoundTest>> FindAsync(string assembly)
    {
        using var listener = new RawServer();
        Task<ProcessResult> console = ChildProcess.RunAsync(ChildProcess.Of(
            ["dotnet", "vstest", $"--Port:{listener.Port}", $"--ParentProcessId:{Environment.ProcessId}"]));
        using RawPeer peer = await listener.AcceptAsync();
        Stream stream = peer.Stream;
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        await using var writer = new BinaryWriter(stream, Encoding.UTF8);
        var found = new List<FoundTest>();
        while (JsonNode.Parse(reader.ReadString()) is { } message)
        {
            switch ((string?)message["MessageType"])
            {
                case "TestSession.Connected":
                    Send(writer, "ProtocolVersion", ProtocolVersion);
                    break;
                case "ProtocolVersion":
                    Send(writer, "TestDiscovery.Start", new
                    {
                        Sources = (string[])[assembly],
                        RunSettings = "<RunSettings><RunConfiguration><DesignMode>true</DesignMode><CollectSourceInformation>true</CollectSourceInformation></RunConfiguration></RunSettings>",
                    });
                    break;
                case "TestDiscovery.TestFound":
                    found.AddRange(message["Payload"]!.AsArray().Select(Read));
                    break;
                case "TestDiscovery.Completed":
                    found.AddRange(message["Payload"]!["LastDiscoveredTests"]?.AsArray().Select(Read) ?? []);
                    Send<object?>(writer, "TestSession.Terminate", null);
                    await console;
                    return found;
            }
        }

        throw new InvalidOperationException("The connection was closed.");
    }

    private static void Send<T>(BinaryWriter writer, string type, T payload) =>
        writer.Write(JsonSerializer.Serialize(new { Version = ProtocolVersion, MessageType = type, Payload = payload }));

    private static FoundTest Read(JsonNode? test) =>
        new((string)test!["DisplayName"]!, (string?)test["CodeFilePath"] ?? "", (int?)test["LineNumber"] ?? 0);
}
