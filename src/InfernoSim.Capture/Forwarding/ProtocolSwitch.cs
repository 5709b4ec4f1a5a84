namespace InfernoSim.Capture.Forwarding;

/// <summary>What is recorded of a connection that went over to another protocol, such as WebSocket.</summary>
internal static class ProtocolSwitch
{
    /// <summary>The optional field of the event that says so.</summary>
    public static IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Notes { get; } =
        [new("note", "\"The connection switched protocols; what passed afterwards is not recorded.\""u8.ToArray())];
}
