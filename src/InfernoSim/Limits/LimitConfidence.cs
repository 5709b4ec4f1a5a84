namespace InfernoSim.Limits;

/// <summary>How sure a limiting factor is.</summary>
public enum LimitConfidence
{
    /// <summary>No factor is named.</summary>
    None,

    /// <summary>The figures say so.</summary>
    Suspected,

    /// <summary>It was relaxed, and throughput moved.</summary>
    Confirmed,
}

/// <summary>The names of confidences in reports.</summary>
internal static class LimitConfidences
{
    public static string ToReportName(this LimitConfidence confidence) => confidence switch
    {
        LimitConfidence.Confirmed => "confirmed",
        LimitConfidence.Suspected => "suspected",
        _ => "none",
    };
}
