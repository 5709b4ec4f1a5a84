using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// Which recorded calls the service did not wait for, although its response followed them in the incident: those that were
/// not answered when the response was complete. A call whose answer the service needs always is. Thread-safe.
/// </summary>
internal sealed class ResponseOrder(PlannedExchange exchange, ResponsePatience patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private HashSet<int>? _open;
    private HashSet<int>? _begun;
    private SortedSet<int>? _late;
    private TaskCompletionSource? _end;
    private bool _hasEnded;

    /// <summary>A call has come, to be answered.</summary>
    public void Begin(PlannedCall call)
    {
        if (exchange.BeforeResponse.PlaceOf(call) < 0)
        {
            return;
        }

        lock (_lock)
        {
            (_open ??= []).Add(call.Index);
            (_begun ??= []).Add(call.Index);
            if (_hasEnded)
            {
                AddLate(call.Index);
            }
        }
    }

    /// <summary>A call is about to be answered.</summary>
    public void Answer(PlannedCall call)
    {
        lock (_lock)
        {
            _open?.Remove(call.Index);
        }
    }

    /// <summary>The caller has gone away: what the service waits for is not known by that.</summary>
    public void GiveUp(PlannedCall call)
    {
        lock (_lock)
        {
            _open?.Remove(call.Index);
            _late?.Remove(call.Index);
        }
    }

    /// <summary>The response is complete.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            foreach (int call in _open ?? [])
            {
                AddLate(call);
            }

            _end?.TrySetResult();
        }
    }

    /// <summary>The calls that the service did not wait for, in recorded order.</summary>
    public IReadOnlyList<int> Late()
    {
        lock (_lock)
        {
            return _late is null ? [] : [.. _late];
        }
    }

    /// <inheritdoc cref="ResponsePatience"/>
    /// <param name="call">The call.</param>
    /// <param name="run">The run, from 0.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away.</param>
    public async ValueTask HoldAsync(PlannedCall call, int run, CancellationToken cancellationToken)
    {
        if (exchange.BeforeResponse.PlaceOf(call) is not (>= 0 and var place) || patience.For(call, exchange.BeforeResponse, run) is not { Ticks: > 0 } wait || NextEnd() is not { } end)
        {
            return;
        }

        int known;
        int followers = 0;
        do
        {
            if (await CameWithinAsync(end, call, wait, cancellationToken))
            {
                return;
            }

            known = followers;
            followers = FollowersBegun(call);
        }
        while (followers > known);
        patience.Expire(place, wait);
    }

    /// <summary>Whether an answer would be held back.</summary>
    public bool Holds(PlannedCall call, int run) =>
        exchange.BeforeResponse.PlaceOf(call) >= 0 && patience.For(call, exchange.BeforeResponse, run) > TimeSpan.Zero;

    // Calls that began after this one's answer in the incident, and that the service has made without it: it may wait for
    // these alone, and they are held back, too.
    private int FollowersBegun(PlannedCall call)
    {
        lock (_lock)
        {
            return _begun?.Count(other => other != call.Index && exchange.Calls[other].Start >= call.End) ?? 0;
        }
    }

    private async ValueTask<bool> CameWithinAsync(Task end, PlannedCall call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task quiet = patience.QuietAsync(call, exchange, limit, over.Token);
        try
        {
            await (await Task.WhenAny(end, quiet).WaitAsync(limit, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            // Something may be done yet, but it has taken long enough.
        }
        finally
        {
            await over.CancelAsync();
        }

        return end.IsCompleted;
    }

    private Task? NextEnd()
    {
        lock (_lock)
        {
            return _hasEnded ? null : (_end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void AddLate(int call)
    {
        (_late ??= []).Add(call);
        patience.Confirm(exchange.BeforeResponse.PlaceOf(exchange.Calls[call]));
    }
}
