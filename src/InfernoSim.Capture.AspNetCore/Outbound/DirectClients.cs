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

    // Not those of the activity: for whoever listens to them the transport begins one, and sends a traceparent that the service would not have sent.
    private const string Asked = "System.Net.Http.Request";
    private const string Answered = "System.Net.Http.Response";
    private const string Threw = "System.Net.Http.Exception";

    private static readonly HttpRequestOptionsKey<Followed> Call = new("InfernoSim.RecordedCall");
    private static readonly ConcurrentDictionary<Guid, Followed> Calls = new();
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
            // One that has begun ends, also when its recorder is gone.
            _ = value.Subscribe(this, static name => name switch
            {
                Asked => !_recorders.IsEmpty && IsForHere(),
                Answered or Threw => IsForHere() && !Calls.IsEmpty,
                _ => false,
            });
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        switch (value.Key)
        {
            case Asked when Read<HttpRequestMessage>(value.Value, "Request") is { } request && IdOf(value.Value) is { } id:
                Start(request, id);
                break;
            case Threw when Read<HttpRequestMessage>(value.Value, "Request")?.Options.TryGetValue(Call, out Followed? failed) == true:
                failed.Failure = Read<Exception>(value.Value, "Exception");
                break;
            case Answered when IdOf(value.Value) is { } id && Calls.TryRemove(id, out Followed? followed):
                Stop(followed, value.Value);
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

    // Not for a call that is recorded already, and not for one of an exchange that is left out: an event takes as long as much of the call.
    private static bool IsForHere() => !CallsInside.Any && !Recorder.IsCurrentLeftOut;

    private static void Start(HttpRequestMessage request, Guid id)
    {
        // Code of no request, in a process of several services, is nobody's.
        Recorder? owner = Recorder.Current ?? (_recorders is [{ } only] ? only : null);
        if (owner is not null && _recorders.Contains(owner) && RecordedCall.TryOpen(owner, request) is { } call)
        {
            var followed = new Followed(call, request);
            request.Options.Set(Call, followed);
            Calls[id] = followed;
        }
    }

    private static void Stop(Followed followed, object? payload)
    {
        // A redirect sends the same message again.
        ((IDictionary<string, object?>)followed.Request.Options).Remove(Call.Key);
        if (Read<HttpResponseMessage>(payload, "Response") is { } response)
        {
            followed.Call.Take(response);
        }
        else
        {
            followed.Call.Fail(followed.Failure, Read<object>(payload, "RequestTaskStatus") is TaskStatus.Canceled);
        }
    }

    private static Guid? IdOf(object? payload) => Read<object>(payload, "LoggingRequestId") as Guid?;

    private static T? Read<T>(object? payload, string name)
        where T : class =>
        payload is null ? null : Properties.GetOrAdd((payload.GetType(), name), static key => key.Item1.GetProperty(key.Item2))?.GetValue(payload) as T;

    private sealed record Followed(RecordedCall Call, HttpRequestMessage Request)
    {
        public Exception? Failure { get; set; }
    }

    private sealed class Registration(Recorder recorder) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref _recorders, static (all, removed) => all.Remove(removed), recorder);
    }
}
