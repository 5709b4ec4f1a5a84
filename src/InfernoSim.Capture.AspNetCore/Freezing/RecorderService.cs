using InfernoSim.Capture.AspNetCore.Outbound;
using InfernoSim.Capture.AspNetCore.Triggers;
using Microsoft.Extensions.Hosting;

namespace InfernoSim.Capture.AspNetCore.Freezing;

/// <summary>What the recorder does beside requests: it looks at what no request shows, takes orders, and writes what is left when the service stops.</summary>
internal sealed class RecorderService : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Recorder _recorder;
    private readonly Freezer _freezer;
    private readonly LogWatch _logs;
    private readonly OrderPipe _orders;
    private MeterWatch? _meters;
    private ITimer? _timer;
    private IDisposable? _direct;
    private int _isTicking;

    public RecorderService(Recorder recorder, Freezer freezer, LogWatch logs, OrderPipe orders)
    {
        _recorder = recorder;
        _freezer = freezer;
        _logs = logs;
        _orders = orders;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_recorder.IsOn)
        {
            _direct = DirectClients.Add(_recorder);
            _logs.Start();
            _meters = new MeterWatch([.. _recorder.Options.FreezeWhen.All.OfType<MeterTrigger>()], _freezer);
            _timer = _recorder.Time.CreateTimer(static state => ((RecorderService)state!).Tick(), this, Pace, Pace);
            _orders.Start();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>By then the server has let its last request out.</remarks>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _freezer.StopAsync().WaitAsync(cancellationToken);
        await _orders.StopAsync();
        await _recorder.Ring.StopSpillingAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _meters?.Dispose();
        _direct?.Dispose();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isTicking, 1) == 1)
        {
            return;
        }

        try
        {
            _recorder.Ring.AgeOut();
            _meters?.Ask();
            LookForFile();
        }
#pragma warning disable CA1031 // An instrument of the service's own may throw, and so may a folder that vanishes.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The next second is another try.
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    private void LookForFile()
    {
        if (_recorder.Options.FreezeFile is { } file && File.Exists(file))
        {
            string reason = File.ReadLines(file).FirstOrDefault() is { Length: > 0 } said ? said : $"there was a file {Path.GetFileName(file)}";
            File.Delete(file);
            _ = _freezer.AskAsync("file", reason);
        }
    }
}
