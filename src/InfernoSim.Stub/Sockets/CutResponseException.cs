namespace InfernoSim.Stub.Sockets;

/// <summary>Tells the server that a response ends here, incomplete, because it was recorded or asked for that way.</summary>
#pragma warning disable CA1064 // Meets nobody but Kestrel.
internal sealed class CutResponseException : IOException
#pragma warning restore CA1064
{
    /// <summary>Makes the exception.</summary>
    public CutResponseException()
        : base("The response was cut short, as the incident or a fault says.")
    {
    }
}
