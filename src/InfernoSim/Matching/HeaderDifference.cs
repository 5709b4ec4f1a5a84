namespace InfernoSim.Matching;

/// <summary>The first difference between two sets of headers.</summary>
/// <param name="Name">The field, as it is spelt on the side that has it.</param>
/// <param name="Expected">What was recorded, shortened.</param>
/// <param name="Got">What came, shortened.</param>
internal sealed record HeaderDifference(string Name, string Expected, string Got);
