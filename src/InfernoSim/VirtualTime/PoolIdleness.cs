using System.Net;
using System.Net.Sockets;

namespace InfernoSim.VirtualTime;

/// <summary>
/// Whether the thread pool has nothing to do. Bytes that wait in a socket are invisible to the pool, so between two looks
/// a byte of our own goes through a socket: what came before it has been handed to the pool when it comes out.
/// </summary>
internal sealed class PoolIdleness : IDisposable
{
    private const int Rounds = 3;
    private const int Looks = 20;

    // A thread sleeps for whole milliseconds only.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTrip = TimeSpan.FromSeconds(1);

    private readonly Socket _near = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _far;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly ManualResetEventSlim _came = new();
    private int _busyForGood;
    private int? _busyForNow;
    private int? _acceptedLast;
    private bool _isUnderWay;

    /// <summary>Looks how many threads are busy for good.</summary>
    /// <param name="looks">
    /// How often to look again, a millisecond later, while any is busy. A service that has just started may have threads at work that are
    /// soon done: on a busy machine it takes them a while. What is looked at too seldom is corrected as soon as a thread is idle.
    /// </param>
    public PoolIdleness(int looks = 0)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _near.Connect(listener.LocalEndPoint!);
        _far = listener.Accept();
        _receive.SetBuffer(new byte[1]);
        _receive.Completed += (_, _) => _came.Set();
        _busyForGood = LeastBusy(looks);
    }

    /// <summary>Whether nothing runs, nothing is queued and nothing has run between several looks. Blocks for some milliseconds.</summary>
    /// <param name="isUnchanged">Ends it early when something else has happened.</param>
    public bool Look(Func<bool> isUnchanged)
    {
        for (int round = 0; round < Rounds; round++)
        {
            RoundTrip();
            if (!BecomesIdle())
            {
                return false;
            }

            long completed = ThreadPool.CompletedWorkItemCount;

            Thread.Yield();
            if (!IsIdle() || ThreadPool.CompletedWorkItemCount != completed || !isUnchanged())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Takes the threads that are busy now for ones that stay so, as those of a test runner do that block: until something goes on, and for
    /// good when it comes to the same again. On a busy machine a service that is just starting looks like that once.
    /// </summary>
    public void AcceptBusy()
    {
        int busy = Busy();
        _busyForGood = _acceptedLast == busy ? busy : _busyForGood;
        (_busyForNow, _acceptedLast) = (busy, busy);
    }

    /// <summary>Something went on: a thread that is busy from now on may be busy with that.</summary>
    public void WentOn() => _busyForNow = null;

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _receive.Dispose();
        _came.Dispose();
    }

    // On the clock's own thread, or before the replay: a wait by a task would use the pool whose idleness is looked for.
#pragma warning disable RS0030
    private static void Pause() => Thread.Sleep(Shortest);
#pragma warning restore RS0030

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int available, out _);
        return most - available;
    }

    // The thread that took our own byte counts as busy for some time yet.
    private bool BecomesIdle()
    {
        for (int look = 0; look < Looks; look++)
        {
            if (IsIdle())
            {
                return true;
            }

            Thread.Yield();
        }

        return false;
    }

    // A pool that starts threads for blocked ones, or a test runner that blocks one, has some busy for good. One that is busy no more
    // was not.
    private bool IsIdle()
    {
        int busy = Busy();
        _busyForGood = Math.Min(_busyForGood, busy);
        return ThreadPool.PendingWorkItemCount == 0 && busy <= (_busyForNow ?? _busyForGood);
    }

    // Before the replay begins, by the one who begins it.
    private static int LeastBusy(int looks)
    {
        int own = Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
        int least = int.MaxValue;
        for (int look = 0; look < Looks + looks && least > 0; look++)
        {
            if (look < Looks)
            {
                Thread.Yield();
            }
            else
            {
                Pause();
            }

            least = Math.Min(least, Busy() - own);
        }

        return least;
    }

    private void RoundTrip()
    {
        if (!_isUnderWay)
        {
            _came.Reset();
            _isUnderWay = _far.ReceiveAsync(_receive);
            _near.Send([1]);
        }

        if (_isUnderWay && _came.Wait(LongestTrip))
        {
            _isUnderWay = false;
        }
    }
}
