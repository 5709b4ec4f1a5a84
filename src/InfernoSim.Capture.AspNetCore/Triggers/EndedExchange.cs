namespace InfernoSim.Capture.AspNetCore.Triggers;

/// <summary>What triggers are told of an exchange that has ended.</summary>
/// <param name="Id">Its trace id; <see langword="null"/> where it was left out.</param>
/// <param name="Method">The request method.</param>
/// <param name="Path">The path of the request.</param>
/// <param name="Route">The route that served it, as the service maps it; <see langword="null"/> for none.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Duration">The time to the end of the response; none where the connection went over to another protocol.</param>
/// <param name="Exception">What the service threw and nothing but its last handler caught; <see langword="null"/> for nothing.</param>
internal sealed record EndedExchange(string? Id, string Method, string Path, string? Route, int Status, TimeSpan Duration, Exception? Exception)
{
    /// <summary>Whether it is of a route, or of a path.</summary>
    public bool IsOf(string route) => Path == route || (Route is { } own && own.TrimStart('/') == route.TrimStart('/'));
}
