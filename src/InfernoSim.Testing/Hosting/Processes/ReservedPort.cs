using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Testing.Hosting.Processes;

/// <summary>
/// A port for a process that cannot be handed a socket. It is taken from below the range that systems give to outgoing
/// connections (32768 up on Linux, 49152 on Windows and macOS), so that none of those takes it meanwhile, and this process
/// does not give it twice.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    // Test processes that run side by side begin in different places.
    private static int _next = Environment.ProcessId * 97 % Count;

    private ReservedPort(int number) => Number = number;

    public int Number { get; }

    /// <exception cref="ServiceHostException">There is no free port.</exception>
    public static ReservedPort Take()
    {
        for (int i = 0; i < Count; i++)
        {
            int number = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (Taken.TryAdd(number, true))
            {
                if (IsFree(number))
                {
                    return new ReservedPort(number);
                }

                Taken.TryRemove(number, out _);
            }
        }

        throw new ServiceHostException($"No port from {First} to {First + Count - 1} of 127.0.0.1 is free; stop what listens there.");
    }

    public bool IsFree() => IsFree(Number);

    /// <inheritdoc/>
    public void Dispose() => Taken.TryRemove(Number, out _);

    private static bool IsFree(int number)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, number));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
