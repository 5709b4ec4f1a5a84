using InfernoSim.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Transport;

/// <summary>How much callers may take of a proxy, and how many that kept out. Thread-safe.</summary>
/// <param name="options">Say how much.</param>
/// <param name="time">The clock.</param>
internal sealed class ProxyLimits(CaptureOptions options, TimeProvider time)
{
    /// <summary>How long the head of a request may take: what Kestrel takes for enough.</summary>
    public static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(30);

    private int _open;
    private long _connections;
    private long _largeHeads;
    private long _slowHeads;

    /// <summary>How many bytes the first line of a request may have, and its fields together.</summary>
    public int MaxHeadBytes => options.MaxRequestHeaderBytes;

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan Idle => options.ConnectionIdleTimeout;

    /// <summary>What a client may take until it is known what it asks for.</summary>
    public OpeningLimits Opening => new() { MaxHeadBytes = MaxHeadBytes, Patience = Idle, Time = time, HeadTooLarge = () => Interlocked.Increment(ref _largeHeads) };

    /// <summary>Which limits kept callers out so far.</summary>
    /// <param name="proxy">The name of the proxy.</param>
    public IEnumerable<LimitReached> Reached(string proxy)
    {
        if (Volatile.Read(ref _connections) is > 0 and var connections)
        {
            yield return new(CaptureLimit.Connections, $"{LostWords.Count(connections, "connection")} beyond the {options.MaxConnections} that the {proxy} proxy may have open at once, closed unheard");
        }

        if (Volatile.Read(ref _largeHeads) is > 0 and var large)
        {
            yield return new(CaptureLimit.HeadSize, $"{LostWords.Count(large, "request")} with more than {MaxHeadBytes} bytes of target or headers, refused by the {proxy} proxy");
        }

        if (Volatile.Read(ref _slowHeads) is > 0 and var slow)
        {
            yield return new(CaptureLimit.HeadTime, $"{LostWords.Count(slow, "request")} whose headers took longer than {HeadTime.TotalSeconds:0} s, refused by the {proxy} proxy");
        }
    }

    /// <summary>Closes a connection before anything is read from it where there are as many as there may be.</summary>
    /// <param name="serve">Serves the others.</param>
    public ConnectionDelegate Around(ConnectionDelegate serve) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= (options.MaxConnections ?? int.MaxValue))
            {
                await serve(connection);
            }
            else
            {
                Interlocked.Increment(ref _connections);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };

    /// <summary>Takes note of a request that Kestrel refused by itself.</summary>
    /// <param name="status">What it answered.</param>
    public void NoteRefusal(int status)
    {
        switch (status)
        {
            case StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge:
                Interlocked.Increment(ref _largeHeads);
                break;
            case StatusCodes.Status408RequestTimeout:
                Interlocked.Increment(ref _slowHeads);
                break;
        }
    }
}
