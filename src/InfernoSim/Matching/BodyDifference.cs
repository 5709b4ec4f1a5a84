namespace InfernoSim.Matching;

/// <summary>The first difference between two bodies.</summary>
/// <param name="Location">
/// Where: a JSON Pointer (RFC 6901; empty for the whole document) for JSON, <c>/name</c> for a form,
/// <c>line 3, column 5</c> for text, <c>byte 17</c> for the rest; empty for the body as a whole.
/// </param>
/// <param name="Expected">What was recorded there, shortened.</param>
/// <param name="Got">What came, shortened.</param>
internal sealed record BodyDifference(string Location, string Expected, string Got)
{
    /// <summary>Stands for a value that is not there.</summary>
    public const string Absent = "(absent)";
}
