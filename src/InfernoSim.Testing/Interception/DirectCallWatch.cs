using System.Diagnostics;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// Sees, through the diagnostic events of .NET's own HTTP client, calls of a replay's code that nothing has led: those of a
/// client that was told to use no proxy. It can only say so; the call has been made by then.
/// </summary>
internal sealed class DirectCallWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Source = "HttpHandlerDiagnosticListener";
    private const string Activity = "System.Net.Http.HttpRequestOut";
    private const string Stopped = Activity + ".Stop";
    private const string LedMark = "InfernoSim.Led";

    private static readonly HttpRequestOptionsKey<bool> Led = new(LedMark);
    private static int _installed;

    public static void EnsureInstalled()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            // For as long as the process lives, as the default proxy.
            _ = DiagnosticListener.AllListeners.Subscribe(new DirectCallWatch());
        }
    }

    /// <summary>A call is on its way to where its route wants it.</summary>
    public static void MarkLed(HttpRequestMessage request) => request.Options.Set(Led, true);

    /// <summary>The call that is being made by the running code asked for the default proxy.</summary>
    public static void MarkLed() => System.Diagnostics.Activity.Current?.SetCustomProperty(LedMark, LedMark);

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Source)
        {
            _ = value.Subscribe(this, static name => name is Activity or Stopped);
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Stopped
            && CallRoute.Current is { } context
            && System.Diagnostics.Activity.Current is { } call && call.GetCustomProperty(LedMark) is null
            && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage { RequestUri: { } address } request
            && !request.Options.TryGetValue(Led, out _))
        {
            context.Route.Missed(address);
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
