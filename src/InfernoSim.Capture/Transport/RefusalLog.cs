using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfernoSim.Capture.Transport;

/// <summary>Takes note of the requests that Kestrel refuses by itself, which it says nowhere but in its log. All else that it says goes nowhere.</summary>
/// <param name="limits">Counts them.</param>
internal sealed class RefusalLog(ProxyLimits limits) : ILoggerFactory, ILogger
{
    private const string BadRequests = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == BadRequests ? this : NullLogger.Instance;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is BadHttpRequestException refused)
        {
            limits.NoteRefusal(refused.StatusCode);
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
