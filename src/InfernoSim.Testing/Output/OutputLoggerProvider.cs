using Microsoft.Extensions.Logging;

namespace InfernoSim.Testing.Output;

/// <summary>Keeps what a service logs, so that a failed test can show it.</summary>
internal sealed class OutputLoggerProvider(BoundedOutput output) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new OutputLogger(output, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class OutputLogger(BoundedOutput output, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // A service logs several lines for each request when all is well, which would push out the one that matters.
        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                output.AddLine($"{logLevel}: {category}: {formatter(state, exception)}");
                if (exception is not null)
                {
                    output.AddLine(exception.ToString());
                }
            }
        }
    }
}
