using InfernoSim.Observations;

namespace InfernoSim.Matching;

/// <summary>
/// Statements that one request must have caused: those of one transaction on one connection. Where they name no request, the first that
/// is found says where the others are looked for first.
/// </summary>
internal sealed class StatementGroup
{
    /// <summary>The exchange that the last of them was found in; <see langword="null"/> as long as none was.</summary>
    public ReplayAddress? Exchange { get; set; }
}
