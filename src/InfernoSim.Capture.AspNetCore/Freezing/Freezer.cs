using InfernoSim.Capture.AspNetCore.Health;
using InfernoSim.Capture.AspNetCore.Ring;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Freezing;

/// <summary>Makes one incident of a trigger and of all that are met until it is written. Who meets a trigger waits for nothing.</summary>
internal sealed class Freezer : IFlightRecorder, IDisposable
{
    private static readonly Action<ILogger, string, string, string, Exception?> LogFrozen = LoggerMessage.Define<string, string, string>(
        LogLevel.Warning, new EventId(2, "InfernoSimRecorderFrozen"), "The flight recorder has written an incident ({Trigger}: {Reason}) to {Folder}.");

    private static readonly Action<ILogger, string, Exception?> LogFailed = LoggerMessage.Define<string>(
        LogLevel.Error, new EventId(3, "InfernoSimRecorderFailed"), "The flight recorder could not write an incident ({Reason}).");

    private static readonly Action<ILogger, string, string, Exception?> LogNotSent = LoggerMessage.Define<string, string>(
        LogLevel.Error, new EventId(4, "InfernoSimRecorderNotSent"), "{Sink} could not ship the incident in {Folder}.");

    private readonly Lock _lock = new();
    private readonly Recorder _recorder;
    private readonly IncidentFolders _folders;
    private readonly IReadOnlyList<IIncidentSink> _sinks;
    private readonly RecorderMeter _meter;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private FreezeTrigger? _pending;
    private Task<FrozenIncident>? _pendingWork;
    private Task _lastWork = Task.CompletedTask;
    private DateTimeOffset? _last;

    public Freezer(Recorder recorder, IncidentFolders folders, IEnumerable<IIncidentSink> sinks, RecorderMeter meter, ILogger<Freezer> log)
    {
        _recorder = recorder;
        _folders = folders;
        _sinks = [.. sinks];
        _meter = meter;
        _log = log;
    }

    /// <summary>Why the last incident could not be written; <see langword="null"/> when it could.</summary>
    public string? LastFailure { get; private set; }

    /// <inheritdoc/>
    public async Task<FrozenIncident?> FreezeAsync(string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return _recorder.IsOn ? await AskAsync("asked", reason).WaitAsync(cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Somebody asks a recorder that is on for an incident, and waits for it.</summary>
    /// <param name="kind">How.</param>
    /// <param name="reason">Why.</param>
    public Task<FrozenIncident> AskAsync(string kind, string reason)
    {
        lock (_lock)
        {
            return Join() ?? Begin(kind, reason, null);
        }
    }

    /// <summary>A trigger was met.</summary>
    /// <param name="kind">What kind of trigger.</param>
    /// <param name="reason">Why.</param>
    /// <param name="exchange">The exchange that met it; <see langword="null"/> for none.</param>
    public void Trigger(string kind, string reason, string? exchange)
    {
        lock (_lock)
        {
            bool isTooSoon = _last is { } last && _recorder.Time.GetUtcNow() - last < _recorder.Options.MinimumDistance;
            if (_recorder.IsOn && Join() is null && !isTooSoon)
            {
                _ = Begin(kind, reason, exchange);
            }
        }
    }

    /// <summary>The service stops: what is to be written is written now.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (_recorder is { IsOn: true, Options.FreezeOnStop: true })
        {
            await IgnoreAsync(AskAsync("stop", "the service was stopped"));
        }

        Task last;
        lock (_lock)
        {
            last = _lastWork;
        }

        await last;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    // Its failure has been logged by then.
    private static async Task IgnoreAsync(Task work) => await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task<FrozenIncident>? Join()
    {
        _pending?.CountOther();
        return _pendingWork;
    }

    private Task<FrozenIncident> Begin(string kind, string reason, string? exchange)
    {
        DateTimeOffset now = _recorder.Time.GetUtcNow();
        _last = now;
        _pending = new FreezeTrigger(kind, reason, exchange, now);
        DateTimeOffset from = now - (_recorder.Options.Before ?? _recorder.Options.Keep);
        _recorder.Ring.Retain(exchange, from);

        // Not in the context of the request that met it: what is done for an incident belongs to none.
        using (ExecutionContext.SuppressFlow())
        {
            FreezeTrigger trigger = _pending;
            _pendingWork = Task.Run(() => FreezeAsync(trigger, from));
        }

        _lastWork = Task.WhenAll(_lastWork, IgnoreAsync(_pendingWork));
        return _pendingWork;
    }

    private async Task<FrozenIncident> FreezeAsync(FreezeTrigger trigger, DateTimeOffset from)
    {
        try
        {
            await WaitAsync(_recorder.Options.After);
            FrozenIncident incident;
            using (RingSnapshot snapshot = Close(trigger, from))
            {
                incident = await WriteAsync(trigger, snapshot);
            }

            await SendAsync(incident);
            return incident;
        }
        catch (Exception failure)
        {
            LastFailure = failure.Message;
            _meter.CountFailure();
            LogFailed(_log, trigger.Reason, failure);
            throw;
        }
        finally
        {
            Forget(trigger);
        }
    }

    private async Task WaitAsync(TimeSpan after)
    {
        try
        {
            await Task.Delay(after, _recorder.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The service stops, and what came by then is what there is.
        }
    }

    // Whoever comes from here on comes too late for this incident.
    private RingSnapshot Close(FreezeTrigger trigger, DateTimeOffset from)
    {
        lock (_lock)
        {
            RingSnapshot taken = _recorder.Ring.Take(from, _recorder.Time.GetUtcNow());
            Forget(trigger);
            taken.LeftOut = _recorder.Sampler.Since(taken.From);
            return taken;
        }
    }

    private void Forget(FreezeTrigger trigger)
    {
        lock (_lock)
        {
            if (_pending == trigger)
            {
                _pending = null;
                _pendingWork = null;
                _recorder.Ring.Release();
            }
        }
    }

    private async Task<FrozenIncident> WriteAsync(FreezeTrigger trigger, RingSnapshot snapshot)
    {
        long began = _recorder.Time.GetTimestamp();
        string folder = await _folders.WriteAsync(trigger, snapshot);
        _meter.CountIncident(_recorder.Time.GetElapsedTime(began));
        LastFailure = null;
        LogFrozen(_log, trigger.Kind, trigger.Reason, folder, null);
        return new FrozenIncident(folder, trigger.Kind, trigger.Reason, trigger.At);
    }

    private async Task SendAsync(FrozenIncident incident)
    {
        foreach (IIncidentSink sink in _sinks)
        {
            try
            {
                await sink.SendAsync(incident, _stopping.Token);
            }
#pragma warning disable CA1031 // Whatever the service's own sink throws: the incident is written.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogNotSent(_log, sink.GetType().Name, incident.Folder, failure);
            }
        }
    }
}
