using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Reflection;

namespace InfernoSim.Testing.Measuring;

/// <summary>
/// Sees threads that wait for a task: <c>Wait</c>, <c>Result</c> or <c>GetAwaiter().GetResult()</c> of one that is not
/// complete. The runtime's event source of tasks tells it on the waiting thread, so that its context says whose code it is
/// and its stack where.
/// </summary>
internal sealed class BlockingWatch : EventListener
{
    private const string Source = "System.Threading.Tasks.TplEventSource";

    // TplEventSource: event TaskWaitBegin, keyword TaskTransfer, payload Behavior 1 for a wait that blocks, 2 for an await.
    private const int TaskWaitBegin = 10;
    private const EventKeywords TaskTransfer = (EventKeywords)1;
    private const int Synchronous = 1;

    // Between the code that waits and the event.
    private static readonly string[] Machinery = ["System.Threading", "System.Runtime.CompilerServices", "System.Diagnostics"];

    // Whoever sends a request without async asked for a thread to wait, and .NET's own transport does it by a task.
    private static readonly string[] Exempt = ["System.Net.Http", "InfernoSim.Testing.Interception"];

    private readonly Func<bool> _isWatched;
    private readonly EventSource? _source;
    private string? _first;
    private long _count;
    private int _isStopped;

    /// <param name="isWatched">Whether the calling code is of interest.</param>
    public BlockingWatch(Func<bool> isWatched)
    {
        _isWatched = isWatched;
        _source = EventSource.GetSources().FirstOrDefault(source => source.Name == Source);
        if (_source is not null)
        {
            EnableEvents(_source, EventLevel.Informational, TaskTransfer);
        }
    }

    /// <summary>How often a thread waited; <see langword="null"/> when the runtime does not tell.</summary>
    public long? Count => _source is null ? null : Interlocked.Read(ref _count);

    /// <summary>The code that waited first.</summary>
    public string? First => Volatile.Read(ref _first);

    /// <summary>Sees no more.</summary>
    public void Stop()
    {
        if (_source is not null && Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            DisableEvents(_source);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == TaskWaitBegin
            && eventData.Payload is [_, _, _, int behavior, ..]
            && behavior == Synchronous
            && _isWatched?.Invoke() == true
            && WaitingMethod() is { } method)
        {
            Interlocked.Increment(ref _count);
            Interlocked.CompareExchange(ref _first, $"{method.DeclaringType?.FullName}.{method.Name}", null);
        }
    }

    private static MethodBase? WaitingMethod()
    {
        MethodBase? waiting = new StackTrace(skipFrames: 2, fNeedFileInfo: false).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method is not null && !IsOf(method, Machinery));
        return waiting is null || IsOf(waiting, Exempt) ? null : waiting;
    }

    private static bool IsOf(MethodBase method, string[] namespaces) =>
        method.DeclaringType?.Namespace is { } name && namespaces.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal));
}
