namespace InfernoSim.Matching;

/// <summary>A dependency call as a person reads it.</summary>
internal static class CallDisplay
{
    public static string Of(DependencyRequest request) =>
        request.Method == "CONNECT" ? $"CONNECT {request.Authority}" : $"{request.Method} {request.Scheme}://{request.Authority}{request.PathAndQuery}";
}
