using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>
/// What the incident does not tell, because its recording broke off: a capture that was killed leaves requests whose
/// response was not recorded, and of which nobody knows what else they called, and calls whose request was not recorded.
/// </summary>
internal sealed class RecordingGaps
{
    private readonly HashSet<int> _brokenOff;
    private readonly HashSet<int> _orphans;

    private RecordingGaps(Incident incident, HashSet<int> brokenOff, HashSet<int> orphans)
    {
        Losses = [.. incident.Losses, .. DamagedBodies.In(incident)];
        OpaqueHosts = OpaqueTraffic.HostsIn(incident);
        OpaqueDatabases = OpaqueTraffic.OfDatabasesIn(incident);
        NotRecorded = incident.Metadata?.NotRecorded ?? [];
        UnseenChanges = incident.Metadata?.UnseenChanges ?? 0;
        _brokenOff = brokenOff;
        _orphans = orphans;
    }

    /// <summary>What the recording holds no more. With it lost, nobody can say whether a difference is the service's.</summary>
    public IReadOnlyList<IncidentLoss> Losses { get; }

    /// <summary>The hosts whose traffic the recording does not hold, because capture could not see it.</summary>
    public IReadOnlyList<string> OpaqueHosts { get; }

    /// <summary>What the recording does not hold of the connections to databases, because it is nothing that can be answered again.</summary>
    public IReadOnlyList<string> OpaqueDatabases { get; }

    /// <summary>What the recorder says that it saw and could not record.</summary>
    public IReadOnlyList<string> NotRecorded { get; }

    /// <summary>How many requests it does not hold that may have changed something in the service: a difference may be their doing.</summary>
    public long UnseenChanges { get; }

    /// <summary>What a verdict has to say of it.</summary>
    public IReadOnlyList<NotTested> NotTested =>
    [
        .. Losses.Select(loss => new NotTested($"what the recording lost: {loss}", true)),
        .. NotRecorded.Select(what => new NotTested($"what the recorder could not record: {what}", true)),
        .. Orphans,
    ];

    private IEnumerable<NotTested> Orphans => _orphans.Count == 0
        ? []
        : [new NotTested($"dependency calls of requests that were not recorded ({_orphans.Count}): they are answered if they come, and not missed if they do not", true)];

    /// <summary>Finds the gaps of an incident.</summary>
    /// <param name="incident">The incident.</param>
    public static RecordingGaps Of(Incident incident)
    {
        // Without a traceId nothing could be paired with the request, whole as the recording may be.
        IEnumerable<int> brokenOff = incident.Exchanges.Where(e => e.Response is null && e.Request.TraceId is not null).Select(e => e.Index);
        var recorded = incident.Exchanges.Select(e => e.Request.TraceId).ToHashSet();
        IEnumerable<int> orphans = Enumerable.Range(0, incident.UnattributedCalls.Count)
            .Where(call => incident.UnattributedCalls[call].TraceId is { } traceId && !recorded.Contains(traceId));
        return new RecordingGaps(incident, [.. brokenOff], [.. orphans]);
    }

    /// <summary>Whether a divergence is one from what is not known.</summary>
    /// <param name="divergence">The divergence.</param>
    public bool Explain(Divergence divergence) => divergence.Kind switch
    {
        DivergenceKind.CallExtra or DivergenceKind.CallDuplicate => _brokenOff.Contains(divergence.Exchange),
        DivergenceKind.CallMissing => divergence is { Exchange: < 0, Call: { } call } && _orphans.Contains(call),
        _ => false,
    };
}
