namespace InfernoSim.Matching;

/// <summary>The parts of a request target, or of a URL: what is before its query, and the query.</summary>
internal static class RequestTarget
{
    /// <summary>All before the query.</summary>
    /// <param name="target">A target or URL.</param>
    public static string PathOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is var query && query < 0 ? target : target[..query];

    /// <summary>The query with its <c>?</c>; empty when there is none.</summary>
    /// <param name="target">A target or URL.</param>
    public static string QueryOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is var query && query < 0 ? "" : target[query..];
}
