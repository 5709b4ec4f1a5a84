using InfernoSim.Matching;
using InfernoSim.Measuring;

namespace InfernoSim.Calls;

/// <summary>Counts the time that a mapping of the user's takes as the dependency's.</summary>
/// <param name="call">The call in the stub.</param>
internal sealed class MeasuredMapping(LoadMeter.CallInStub call) : IMappedCall
{
    /// <inheritdoc/>
    public void End(int status) => call.End(status == 0 ? CallEnding.GivenUp : CallEndings.Of(status));

    /// <inheritdoc/>
    public void Leave() => call.Withdraw();
}
