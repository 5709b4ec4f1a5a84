namespace InfernoSim.Observations;

/// <summary>In what way a replay differed from the incident.</summary>
public enum DivergenceKind
{
    /// <summary>A recorded dependency call was not made.</summary>
    CallMissing,

    /// <summary>A dependency call was made that the incident does not hold.</summary>
    CallExtra,

    /// <summary>A recorded dependency call was made more often than recorded.</summary>
    CallDuplicate,

    /// <summary>A dependency call was made in place of a recorded one and differs from it.</summary>
    CallChanged,

    /// <summary>A dependency call was made before one that it followed in the incident.</summary>
    CallReordered,

    /// <summary>No complete response came: the connection failed, or the response was cut short.</summary>
    ResponseFailed,

    /// <summary>The response has another status.</summary>
    ResponseStatus,

    /// <summary>A stable response header differs.</summary>
    ResponseHeader,

    /// <summary>The response body differs.</summary>
    ResponseBody,

    /// <summary>A response trailer differs.</summary>
    ResponseTrailer,

    /// <summary>Nothing happened for longer than the idle limit while the response was awaited.</summary>
    ResponseStalled,

    /// <summary>The service responded without waiting for a dependency call that had been answered before its response in the incident.</summary>
    CallAfterResponse,

    /// <summary>The service gave a dependency call up before the time that its recorded answer took.</summary>
    CallGivenUp,

    /// <summary>A recorded statement was not sent to its database.</summary>
    SqlMissing,

    /// <summary>A statement was sent to a database that the incident does not hold.</summary>
    SqlExtra,

    /// <summary>A recorded statement was sent more often than recorded.</summary>
    SqlDuplicate,

    /// <summary>A statement was sent in place of a recorded one, with another text or other parameters.</summary>
    SqlChanged,

    /// <summary>A statement was sent before one that it followed in the incident.</summary>
    SqlReordered,
}
