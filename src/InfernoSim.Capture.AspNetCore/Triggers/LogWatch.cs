using InfernoSim.Capture.AspNetCore.Freezing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Triggers;

/// <summary>Sees what the service logs, as a provider of logging; it writes nothing.</summary>
/// <param name="services">The service's own; the recorder is looked up when there is something to see, since it logs itself.</param>
[ProviderAlias("InfernoSimRecorder")]
internal sealed class LogWatch(IServiceProvider services) : ILoggerProvider, ILogger
{
    private LogTrigger[]? _triggers;
    private Freezer? _freezer;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => _triggers is { Length: > 0 };

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_triggers is not { Length: > 0 } triggers || Array.Find(triggers, trigger => trigger.IsMetBy(eventId.Id, eventId.Name)) is not { } met)
        {
            return;
        }

        _freezer?.Trigger(met.Kind, $"the service logged event {eventId.Id}{(eventId.Name is { } name ? $" ({name})" : "")}", Recorder.CurrentExchangeId);
    }

    /// <summary>Begins to look; what is logged while the service is put together is not seen.</summary>
    public void Start()
    {
        _freezer = services.GetRequiredService<Freezer>();
        _triggers = [.. services.GetRequiredService<Recorder>().Options.FreezeWhen.All.OfType<LogTrigger>()];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
