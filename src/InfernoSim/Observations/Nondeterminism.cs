namespace InfernoSim.Observations;

/// <summary>Where two observations of the same request part.</summary>
public sealed class Nondeterminism(int exchange, string request, int firstRun, int firstWorker, string firstSaw, int secondRun, int secondWorker, string secondSaw)
{
    /// <summary>The exchange, from 0.</summary>
    public int Exchange { get; } = exchange;

    /// <summary>Its request.</summary>
    public string Request { get; } = request;

    /// <summary>One observation's run, from 0.</summary>
    public int FirstRun { get; } = firstRun;

    /// <summary>Its worker, from 0.</summary>
    public int FirstWorker { get; } = firstWorker;

    /// <summary>What it saw.</summary>
    public string FirstSaw { get; } = firstSaw;

    /// <summary>The other observation's run, from 0.</summary>
    public int SecondRun { get; } = secondRun;

    /// <summary>Its worker, from 0.</summary>
    public int SecondWorker { get; } = secondWorker;

    /// <summary>What it saw.</summary>
    public string SecondSaw { get; } = secondSaw;

    /// <summary>The divergence from the recording that both saw alike before they part; <see langword="null"/> when there was none in this exchange.</summary>
    public string? After { get; internal init; }
}
