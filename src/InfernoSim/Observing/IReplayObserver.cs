using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Observing;

/// <summary>Watches a replay in order to learn from it, and answers calls that no recorded one equals.</summary>
internal interface IReplayObserver
{
    /// <summary>Chooses the recorded call that a call is answered from although none equals it.</summary>
    /// <param name="exchange">The exchange that made it.</param>
    /// <param name="open">Its recorded calls that have not come.</param>
    /// <param name="probe">The call.</param>
    /// <returns>One of <paramref name="open"/>, or <see langword="null"/>.</returns>
    PlannedCall? Choose(PlannedExchange exchange, IReadOnlyList<PlannedCall> open, CallProbe probe);

    /// <summary>A call is answered from a recorded one.</summary>
    void Called(ReplayAddress address, PlannedExchange exchange, PlannedCall call, CallProbe probe);

    /// <summary>A response came, or did not.</summary>
    void Responded(ReplayAddress address, PlannedExchange exchange, ObservedResponse response);
}
