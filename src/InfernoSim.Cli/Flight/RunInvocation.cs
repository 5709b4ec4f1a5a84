using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Flight;

/// <summary>What <c>infernosim run</c> was asked.</summary>
internal sealed record RunInvocation
{
    /// <summary>The folder for incidents.</summary>
    public required string Folder { get; init; }

    /// <summary>How long an exchange is kept.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>How many bytes the recording may take.</summary>
    public required int MaxMemory { get; init; }

    /// <summary>How many bytes of disk the recording may take.</summary>
    public required long MaxDisk { get; init; }

    /// <summary>How many bytes of a body are kept.</summary>
    public required int MaxBody { get; init; }

    /// <summary>Which share of the processors recording may take while none is idle.</summary>
    public required double MaxCpu { get; init; }

    /// <summary>How much is recorded, by route.</summary>
    public required IReadOnlyList<SamplingText> Sample { get; init; }

    /// <summary>Whether SQL is recorded.</summary>
    public required bool Sql { get; init; }

    /// <summary>Whether secrets are recorded as they are.</summary>
    public required bool CaptureSensitiveData { get; init; }

    /// <summary>What becomes of values at certain places.</summary>
    public required PrivacyChoice Privacy { get; init; }

    /// <summary>The service and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }
}
