using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Matching;
using InfernoSim.VirtualTime;

namespace InfernoSim.Jobs;

/// <summary>What a host is told.</summary>
public sealed class HostRequest
{
    internal HostRequest(Incident incident, IDependencyResponder responder)
    {
        Incident = incident;
        Responder = responder;
    }

    /// <summary>The incident.</summary>
    public Incident Incident { get; }

    /// <summary>Answers every dependency call of the service. Calls that come before the replay begins are refused.</summary>
    public IDependencyResponder Responder { get; }

    /// <summary>The clock that the service must run on: the system's unless time is virtual.</summary>
    public TimeProvider Time => Clock ?? TimeProvider.System;

    /// <summary>Which workers share a service.</summary>
    public ReplayState State { get; internal init; }

    /// <summary>How many workers there are in each run.</summary>
    internal int Fanout { get; init; } = 1;

    internal ReplayClock? Clock { get; init; }

    /// <summary>What is made easier for the service; <see langword="null"/> for nothing.</summary>
    internal Relaxation? Relaxation { get; init; }
}
