using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>
/// Records the calls of clients that are not from <see cref="IHttpClientFactory"/>, as the diagnostic events of .NET's own transport show
/// them: each request before it is sent, and its response before the service gets it, with the bodies in place, which are recorded as they
/// pass. Below redirects, so that every hop is a call.
/// </summary>
internal sealed class DirectClients : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Source = "HttpHandlerDiagnosticListener";
    private const string Activity = "System.Net.Http.HttpRequestOut";
    private const string Started = Activity + ".Start";
    private const string Stopped = Activity + ".Stop";
    private const string Threw = "System.Net.Http.Exception";

    private static readonly HttpRequestOptionsKey<RecordedCall> Call = new("InfernoSim.RecordedCall");
    private static readonly HttpRequestOptionsKey<Exception> Failure = new("InfernoSim.Failure");
    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo?> Properties = new();
    private static ImmutableList<Recorder> _recorders = [];
    private static int _isInstalled;

    /// <summary>Begins to record for a service, until the result is disposed of.</summary>
    public static IDisposable Add(Recorder recorder)
    {
        ImmutableInterlocked.Update(ref _recorders, static (all, added) => all.Add(added), recorder);
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            // For as long as the process lives: there is no call that would wait for nobody.
            _ = DiagnosticListener.AllListeners.Subscribe(new DirectClients());
        }

        return new Registration(recorder);
    }

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Source)
        {
            // Whoever listens makes the transport begin an activity for each call, which is not free: not for one that is recorded already.
            _ = value.Subscribe(this, static name => !_recorders.IsEmpty && !CallsInside.Any && name is Activity or Started or Stopped or Threw);
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Read<HttpRequestMessage>(value.Value, "Request") is not { } request)
        {
            return;
        }

        switch (value.Key)
        {
            case Started:
                Start(request);
                break;
            case Threw when Read<Exception>(value.Value, "Exception") is { } failure && request.Options.TryGetValue(Call, out _):
                request.Options.Set(Failure, failure);
                break;
            case Stopped:
                Stop(request, value.Value);
                break;
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

    private static void Start(HttpRequestMessage request)
    {
        // Code of no request, in a process of several services, is nobody's.
        Recorder? owner = Recorder.Current ?? (_recorders is [{ } only] ? only : null);
        if (owner is not null && _recorders.Contains(owner) && RecordedCall.TryOpen(owner, request) is { } call)
        {
            request.Options.Set(Call, call);
        }
    }

    private static void Stop(HttpRequestMessage request, object? payload)
    {
        if (!request.Options.TryGetValue(Call, out RecordedCall? call))
        {
            return;
        }

        // A redirect sends the same message again.
        IDictionary<string, object?> options = request.Options;
        options.Remove(Call.Key);
        request.Options.TryGetValue(Failure, out Exception? failure);
        options.Remove(Failure.Key);
        if (Read<HttpResponseMessage>(payload, "Response") is { } response)
        {
            call.Take(response);
        }
        else
        {
            call.Fail(failure, Read<object>(payload, "RequestTaskStatus") is TaskStatus.Canceled);
        }
    }

    private static T? Read<T>(object? payload, string name)
        where T : class =>
        payload is null ? null : Properties.GetOrAdd((payload.GetType(), name), static key => key.Item1.GetProperty(key.Item2))?.GetValue(payload) as T;

    private sealed class Registration(Recorder recorder) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref _recorders, static (all, removed) => all.Remove(removed), recorder);
    }
}
