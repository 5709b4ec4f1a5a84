namespace InfernoSim.Matching;

/// <summary>How much of a request body an incident knows, and so by which of its keys a call can be found.</summary>
internal enum BodyKnowledge
{
    /// <summary>All of it: the call is found by <see cref="CallKey.Of"/>.</summary>
    Exact,

    /// <summary>Its length and hash: the call is found by <see cref="CallKey.WithHashedBody(BodyContent)"/>.</summary>
    Hashed,

    /// <summary>Nothing: the call is found by <see cref="CallKey.WithoutBody(DependencyRequest, OwnIds)"/>.</summary>
    Unknown,
}
