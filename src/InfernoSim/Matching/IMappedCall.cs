namespace InfernoSim.Matching;

/// <summary>A call that something of the user's own may answer in place of the recording. One of the two is called, once.</summary>
internal interface IMappedCall
{
    /// <summary>It did answer, or ended without an answer.</summary>
    /// <param name="status">The status; 0 for none.</param>
    void End(int status);

    /// <summary>It leaves the call to the recording.</summary>
    void Leave();
}
