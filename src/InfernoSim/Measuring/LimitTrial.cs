namespace InfernoSim.Measuring;

/// <summary>A replay with what the evidence pointed at relaxed, beside one without.</summary>
/// <param name="Change">What was relaxed, such as <c>more connections per server</c>.</param>
/// <param name="Before">Requests a second without.</param>
/// <param name="After">Requests a second with.</param>
internal sealed record LimitTrial(string Change, double Before, double After)
{
    // Short runs on a machine that others use as well differ by less.
    private const double BeyondNoise = 1.2;

    public bool Moved => Before > 0 && After >= Before * BeyondNoise;
}
