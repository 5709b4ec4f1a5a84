namespace InfernoSim.Measuring;

/// <summary>A request that is in flight.</summary>
/// <param name="began">When it was sent, in seconds.</param>
internal sealed class RequestInFlight(double began)
{
    public double Began { get; } = began;

    /// <summary>Whether a call of it has failed.</summary>
    public bool IsLetDown { get; set; }
}
