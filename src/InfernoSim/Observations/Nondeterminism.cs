namespace InfernoSim.Observations;

/// <summary>Where two observations of the same request part.</summary>
/// <param name="Exchange">The exchange, from 0.</param>
/// <param name="Request">Its request.</param>
/// <param name="FirstRun">One observation's run, from 0.</param>
/// <param name="FirstWorker">Its worker, from 0.</param>
/// <param name="FirstSaw">What it saw.</param>
/// <param name="SecondRun">The other observation's run, from 0.</param>
/// <param name="SecondWorker">Its worker, from 0.</param>
/// <param name="SecondSaw">What it saw.</param>
public sealed record Nondeterminism(int Exchange, string Request, int FirstRun, int FirstWorker, string FirstSaw, int SecondRun, int SecondWorker, string SecondSaw)
{
    /// <summary>The divergence from the recording that both saw alike before they part; <see langword="null"/> when there was none in this exchange.</summary>
    public string? After { get; init; }
}
