using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace InfernoSim.VirtualTime;

/// <summary>
/// Whether a timer of the system is still set. The runtime does not report timers that are taken back, and keeps no public
/// list of them, so its own queues are looked at. Where they are not what they are in .NET 10, every timer counts as set:
/// the clock then waits longer than it would have to, and never less.
/// </summary>
internal static class PendingTimers
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Type? Queue = typeof(Timer).Assembly.GetType("System.Threading.TimerQueue");
    private static readonly PropertyInfo? Instances = Queue?.GetProperty("Instances", Any);
    private static readonly PropertyInfo? SharedLock = Queue?.GetProperty("SharedLock", Any);
    private static readonly FieldInfo? Short = Queue?.GetField("_shortTimers", Any);
    private static readonly FieldInfo? Long = Queue?.GetField("_longTimers", Any);
    private static readonly FieldInfo? Next = Short?.FieldType.GetField("_next", Any);
    private static readonly FieldInfo? State = Short?.FieldType.GetField("_state", Any);

    /// <summary>Whether a timer is set.</summary>
    /// <param name="id">Its identity, as the runtime reports it: the hash of the object.</param>
    /// <param name="state">The type of what its callback is given; <see langword="null"/> where that is not known.</param>
    public static bool Contains(long id, out Type? state)
    {
        state = null;
        if (Instances?.GetValue(null) is not IEnumerable queues || SharedLock is null || Short is null || Long is null || Next is null)
        {
            return true;
        }

        foreach (object queue in queues)
        {
            if (SharedLock.GetValue(SharedLock.GetMethod!.IsStatic ? null : queue) is not Lock gate)
            {
                return true;
            }

            using (gate.EnterScope())
            {
                if ((Find(Short.GetValue(queue), id) ?? Find(Long.GetValue(queue), id)) is { } timer)
                {
                    state = State?.GetValue(timer)?.GetType();
                    return true;
                }
            }
        }

        return false;
    }

    private static object? Find(object? timer, long id)
    {
        for (; timer is not null; timer = Next!.GetValue(timer))
        {
            if (RuntimeHelpers.GetHashCode(timer) == id)
            {
                return timer;
            }
        }

        return null;
    }
}
