namespace InfernoSim.Incidents;

/// <summary>How far a dependency's response had come at a moment.</summary>
/// <param name="AfterNanoseconds">The moment, in nanoseconds since the call was made.</param>
/// <param name="Bytes">How many bytes of the body were there by then; 0 for the headers alone.</param>
internal readonly record struct ResponsePiece(long AfterNanoseconds, long Bytes);
