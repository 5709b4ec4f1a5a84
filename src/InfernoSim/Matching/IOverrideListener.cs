namespace InfernoSim.Matching;

/// <summary>
/// A responder that wants to know of the calls that it was not asked about, because something of the user's own answered
/// them: they are calls of the service all the same.
/// </summary>
internal interface IOverrideListener
{
    /// <summary>A call has come that something else may answer: until then it is the dependency that takes the time.</summary>
    /// <param name="request">The call.</param>
    /// <returns>Is told how it ended; <see langword="null"/> when nobody wants to know.</returns>
    IMappedCall? Begin(DependencyRequest request);

    /// <summary>A call is answered by something else. Called before the caller sees the answer.</summary>
    /// <param name="request">The call.</param>
    void Overridden(DependencyRequest request);
}
