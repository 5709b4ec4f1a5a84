namespace InfernoSim.WebSockets;

/// <summary>What a frame is (RFC 6455, section 5.2). From <see cref="Close"/> on they control the connection.</summary>
internal static class Opcodes
{
    public const int Continuation = 0x0;
    public const int Text = 0x1;
    public const int Binary = 0x2;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;
}
