namespace InfernoSim.Incidents;

/// <summary>When a message of a WebSocket passed. The messages of both sides are in the order in which they did.</summary>
/// <param name="AfterNanoseconds">Nanoseconds since the connection was asked for.</param>
/// <param name="Came">How many messages of the side that was asked had passed by then, this one counted; a message with which that is no more than before is the asking side's.</param>
internal readonly record struct MessageTime(long AfterNanoseconds, long Came);
