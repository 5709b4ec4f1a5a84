namespace InfernoSim.Capture.Transport;

/// <summary>A URI whose path and query go out as they came in: <c>%2F</c>, <c>//</c> and <c>..</c> are left alone.</summary>
internal static class RawUri
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Makes the URI.</summary>
    /// <param name="origin">Scheme and authority.</param>
    /// <param name="pathAndQuery">Path and query as on the wire, beginning with a slash.</param>
    /// <returns>The URI.</returns>
    public static Uri Of(string origin, string pathAndQuery) => new(origin + pathAndQuery, AsItIs);
}
