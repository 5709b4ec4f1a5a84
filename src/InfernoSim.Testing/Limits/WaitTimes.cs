using InfernoSim.Measuring;

namespace InfernoSim.Testing.Limits;

/// <summary>What threads waited for.</summary>
/// <param name="AtLocks">Mean number that waited for a lock.</param>
/// <param name="Lock">The lock at which there was some thread for most of the time; <see langword="null"/> when none was waited for by two.</param>
/// <param name="AtHandles">Mean number of the pool's that waited for a handle; <see langword="null"/> when threads of the pool cannot be told from others.</param>
/// <param name="Monitor">The object at which there was some thread of the pool for most of the time; <see langword="null"/> when no object was waited for by two.</param>
internal readonly record struct WaitTimes(double AtLocks, ObjectWait? Lock, double? AtHandles, ObjectWait? Monitor);
