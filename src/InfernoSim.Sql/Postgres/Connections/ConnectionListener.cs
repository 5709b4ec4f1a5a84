using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Accepts connections and waits, at its end, until each has been served.</summary>
internal sealed class ConnectionListener : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly IReadOnlyList<Socket> _sockets;
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _served = [];
    private readonly Task _accepting;
    private int _stopped;

    /// <summary>Begins to listen.</summary>
    /// <param name="sockets">Bound sockets; closed at the end.</param>
    /// <param name="serve">Serves a connection, which it closes; does not fail. The token ends it.</param>
    public ConnectionListener(IReadOnlyList<Socket> sockets, Func<Socket, CancellationToken, Task> serve)
    {
        _sockets = sockets;
        _serve = serve;
        EndPoints = [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
        foreach (Socket socket in sockets)
        {
            socket.Listen(Backlog);
        }

        _accepting = Task.WhenAll(sockets.Select(AcceptAsync));
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Accepts nothing more, and ends the connections there are.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }

        await _accepting;
        await Task.WhenAll(_served.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket connection;
            try
            {
                connection = await listener.AcceptAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The caller has gone already.
                continue;
            }

            connection.NoDelay = true;
            Task serving = Task.Run(() => _serve(connection, _stopping.Token), CancellationToken.None);
            _served.TryAdd(serving, 0);
            _ = serving.ContinueWith(done => _served.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
