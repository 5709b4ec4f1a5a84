using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>A dependency call that matched no unanswered recorded call, with as much as is needed to report it.</summary>
/// <param name="Display">Method and URL.</param>
/// <param name="Position">How many calls the exchange had made before it.</param>
/// <param name="Equal">The index of a recorded call of the same content, already answered, or -1.</param>
/// <param name="Nearest">The index of the unanswered recorded call it is most like, or -1.</param>
/// <param name="Difference">How it differs from <paramref name="Nearest"/>.</param>
internal sealed record UnmatchedCall(string Display, int Position, int Equal, int Nearest, CallDifference? Difference);
