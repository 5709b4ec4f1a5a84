using System.Diagnostics;
using System.Reflection;

namespace InfernoSim.VirtualTime;

/// <summary>
/// What set a timer of the system, from the stack of the thread that sets it. Which frames of the runtime are on it depends
/// on what has been inlined by then, so only the first frame past the runtime decides whether an exchange may wait for it.
/// </summary>
internal static class TimerOrigin
{
    public const string Delay = "Task.Delay";
    public const string WaitAsync = "Task.WaitAsync";
    public const string Cancellation = "CancellationTokenSource";
    public const string Periodic = "PeriodicTimer";
    public const string Callback = "Timer";
    public const string HttpTimeout = "HttpClient.Timeout";

    private static readonly Assembly Runtime = typeof(object).Assembly;
    private static readonly Assembly Own = typeof(TimerOrigin).Assembly;

    /// <summary>What an exchange may wait for there; <see langword="null"/> for timers of transports, servers and client factories, which no request waits for.</summary>
    public static string? Of(StackTrace stack)
    {
        Type[] callers = [.. stack.GetFrames().Select(frame => frame.GetMethod()?.DeclaringType).OfType<Type>().SkipWhile(type => type.Assembly == Own)];
        Type[] runtime = [.. callers.TakeWhile(type => type.Assembly == Runtime)];
        Type? setter = callers.Length > runtime.Length ? callers[runtime.Length] : null;
        if (setter is not null && Outermost(setter) == typeof(HttpClient))
        {
            return HttpTimeout;
        }

        return setter is not null && IsInfrastructure(setter.Assembly.GetName().Name) ? null : OfFrames(runtime);
    }

    /// <summary>The same from what the timer is to call, which does not depend on inlining; <see langword="null"/> where that does not say.</summary>
    public static string? OfState(Type? state) => state?.FullName switch
    {
        null => null,
        "System.Threading.Tasks.Task+DelayPromise" or "System.Threading.Tasks.Task+DelayPromiseWithCancellation" => Delay,
        "System.Threading.PeriodicTimer+State" => Periodic,
        { } name when name.StartsWith("System.Threading.Tasks.Task+CancellationPromise`1", StringComparison.Ordinal) => WaitAsync,
        _ when state.IsAssignableTo(typeof(CancellationTokenSource)) => Cancellation,
        _ => Callback,
    };

    private static string OfFrames(Type[] frames)
    {
        bool Has(Func<Type, bool> isIt) => frames.Any(isIt);
        return Has(type => type.FullName!.StartsWith("System.Threading.Tasks.Task+CancellationPromise", StringComparison.Ordinal)) ? WaitAsync
            : Has(type => Outermost(type) == typeof(CancellationTokenSource)) ? Cancellation
            : Has(type => Outermost(type) == typeof(PeriodicTimer)) ? Periodic
            : Has(type => type == typeof(Timer) || Outermost(type) == typeof(TimeProvider)) ? Callback
            : Delay;
    }

    private static bool IsInfrastructure(string? assembly) =>
        assembly is "InfernoSim" or "InfernoSim.Stub" or "InfernoSim.Testing" or "Microsoft.Extensions.Http"
        || assembly?.StartsWith("System.Net.", StringComparison.Ordinal) == true
        || assembly?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true;

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
