namespace InfernoSim.Capture.Transport;

/// <summary>A limit of a proxy that keeps callers out.</summary>
internal enum CaptureLimit
{
    /// <summary><see cref="CaptureOptions.MaxConnections"/>.</summary>
    Connections,

    /// <summary><see cref="CaptureOptions.MaxRequestHeaderBytes"/>.</summary>
    HeadSize,

    /// <summary>How long the head of a request may take.</summary>
    HeadTime,
}

/// <summary>A limit that kept callers out.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="What">How many, and of what, for a person.</param>
internal readonly record struct LimitReached(CaptureLimit Limit, string What);
