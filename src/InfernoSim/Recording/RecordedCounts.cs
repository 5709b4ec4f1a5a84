namespace InfernoSim.Recording;

/// <summary>What has been written so far.</summary>
/// <param name="Inbound">Exchanges of the service.</param>
/// <param name="Outbound">Calls to dependencies, tunnels among them.</param>
/// <param name="Failed">Those of the two above that have an <c>error</c>.</param>
/// <param name="Sql">Statements sent to databases.</param>
/// <param name="BodyBytes">Bytes of bodies and tunnels, in both directions.</param>
internal readonly record struct RecordedCounts(long Inbound, long Outbound, long Failed, long Sql, long BodyBytes);
