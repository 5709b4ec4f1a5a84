using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Testing.Conformance.Tests.Explorers;

/// <summary>Asks a test program of Microsoft.Testing.Platform for its tests as Visual Studio does: by its server mode, JSON-RPC.</summary>
/// <remarks>https://github.com/microsoft/testfx/blob/main/docs/mstest-runner-protocol/001-protocol-intro.md</remarks>
internal static class PlatformExplorer
{
    public static async Task<IReadOnlyList<FoundTest>> FindAsync(string assembly)
    {
        using var listener = new RawServer();
        string port = listener.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Task<ProcessResult> program = ChildProcess.RunAsync(ChildProcess.Of(["dotnet", assembly, "--server", "--client-host", "localhost", "--client-port", port]));
        using RawPeer peer = await listener.AcceptAsync();
        Stream stream = peer.Stream;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        await SendAsync(stream, 1, "initialize", new { processId = Environment.ProcessId, clientInfo = new { name = "tests", version = "1.0" }, capabilities = new { testing = new { debuggerProvider = false } } });
        var found = new List<FoundTest>();
        while (await ReceiveAsync(reader) is { } message)
        {
            switch ((int?)message["id"], (string?)message["method"])
            {
                case (1, null):
                    await SendAsync(stream, 2, "testing/discoverTests", new { runId = Guid.Empty });
                    break;
                case (_, "testing/testUpdates/tests"):
                    found.AddRange(message["params"]!["changes"]?.AsArray().Select(change => Read(change!["node"]!)) ?? []);
                    break;
                case (2, null):
                    await SendAsync<object?>(stream, null, "exit", null);
                    await program;
                    return found;
            }
        }

        throw new InvalidOperationException("The connection was closed.");
    }

    private static async Task SendAsync<T>(Stream stream, int? id, string method, T parameters)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters) ?? new JsonObject() };
        if (id is not null)
        {
            message["id"] = id;
        }

        byte[] body = Encoding.UTF8.GetBytes(message.ToJsonString());
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\nContent-Type: application/testingplatform\r\n\r\n"));
        await stream.WriteAsync(body);
    }

    // What is sent is ASCII: a character is a byte.
    private static async Task<JsonNode?> ReceiveAsync(StreamReader reader)
    {
        int length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            length = header.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(header[16..], System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        char[] body = new char[length];
        return await reader.ReadBlockAsync(body) > 0 ? JsonNode.Parse(new string(body)) : null;
    }

    private static FoundTest Read(JsonNode node) =>
        new((string)node["display-name"]!, (string?)node["location.file"] ?? "", (int?)node["location.line-start"] ?? 0);
}
