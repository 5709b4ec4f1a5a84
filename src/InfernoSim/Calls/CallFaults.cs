using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>The fault rules of a replay, by the dependency calls that they are for.</summary>
/// <param name="options">Has the rules, and the seed.</param>
/// <param name="recorder">Counts what each is for.</param>
internal sealed class CallFaults(ReplayOptions options, ReplayRecorder recorder)
{
    private readonly FaultPlan _plan = new(options.Faults, options.Seed);

    /// <summary>What happens to an attempt of a call.</summary>
    /// <param name="request">The call as it came.</param>
    /// <param name="worker">Whose it is.</param>
    /// <param name="call">The recorded call that it is.</param>
    /// <param name="attempt">How many attempts came before.</param>
    public FaultDecision Decide(DependencyRequest request, int worker, PlannedCall call, int attempt) =>
        _plan.Decide(request.Authority, request.Scheme, worker, new CallIdentity(call.Exchange, call.Index), attempt, request.Method, request.PathAndQuery);

    /// <summary>Counts the rules that are for a call.</summary>
    /// <param name="request">The call.</param>
    public void Count(DependencyRequest request)
    {
        for (int rule = 0; rule < options.Faults.Count; rule++)
        {
            if (IsFor(options.Faults[rule], request))
            {
                recorder.Faults.CountMatched(rule);
            }
        }
    }

    /// <summary>Whether any rule is for a call.</summary>
    /// <param name="request">The call.</param>
    public bool AreFor(DependencyRequest request) => options.Faults.Any(fault => IsFor(fault, request));

    private static bool IsFor(Fault fault, DependencyRequest request) => fault.Matches(request.Authority, request.Scheme, request.Method, request.PathAndQuery);
}
