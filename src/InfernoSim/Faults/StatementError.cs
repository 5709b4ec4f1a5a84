namespace InfernoSim.Faults;

/// <summary>An error that a fault rule has a database answer with.</summary>
internal enum StatementError
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The statement was chosen to end a deadlock, or met a lock: to try again may help.</summary>
    Deadlock,

    /// <summary>The transaction cannot be serialized among the others: to try again may help.</summary>
    Serialization,

    /// <summary>A value is there already that there may be only one of.</summary>
    Unique,

    /// <summary>The connection failed.</summary>
    Connection,
}
