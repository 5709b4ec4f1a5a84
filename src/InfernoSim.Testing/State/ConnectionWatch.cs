using System.Data.Common;
using System.Diagnostics;

namespace InfernoSim.Testing.State;

/// <summary>
/// Sees, through the diagnostic events of Entity Framework Core, each connection before it is opened, however its context
/// was configured. It needs no reference to Entity Framework Core, and so works with the version that the service has.
/// </summary>
internal sealed class ConnectionWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Source = "Microsoft.EntityFrameworkCore";
    private const string Opening = Source + ".Database.Connection.ConnectionOpening";

    private static int _installed;

    public static void EnsureInstalled()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            // For as long as the process lives: it does nothing for code of no replay.
            _ = DiagnosticListener.AllListeners.Subscribe(new ConnectionWatch());
        }
    }

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Source)
        {
            _ = value.Subscribe(this, static name => name == Opening && OwnDatabases.Current is not null);
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Opening
            && OwnDatabases.Current is { } own
            && value.Value?.GetType().GetProperty("Connection")?.GetValue(value.Value) is DbConnection connection
            && connection.GetType().Name == "SqliteConnection")
        {
            own.Lead(connection);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }
}
