using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>What every front end of the recorder may decide.</summary>
internal sealed class RecorderOptions
{
    /// <summary>How many bytes of a body are kept when nothing else is said.</summary>
    public const int DefaultMaxBodyBytes = 1024 * 1024;

    /// <summary>How many bytes of a body are kept, from 0; of a longer one these, its size and its hash.</summary>
    public int MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>Whether the values of the headers in <see cref="RedactionPolicy.SensitiveHeaders"/> are recorded as they are.</summary>
    public bool KeepSecrets { get; init; }

    /// <summary>What secrets are replaced by; <see langword="null"/> where they are kept.</summary>
    public SecretMarks? Marks => KeepSecrets ? null : OpenExchanges.Marks;

    /// <summary>The memory that bodies may take while they pass; <see langword="null"/> where only <see cref="MaxBodyBytes"/> limits it.</summary>
    public IBodyMemory? Memory { get; init; }

    /// <summary>The exchanges that are open now; shared by the recorders of one service.</summary>
    public OpenExchanges OpenExchanges { get; init; } = new();
}
