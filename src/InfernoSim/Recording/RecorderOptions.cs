using InfernoSim.Incidents;
using InfernoSim.Scrubbing;

namespace InfernoSim.Recording;

/// <summary>What every front end of the recorder may decide.</summary>
internal sealed record RecorderOptions
{
    /// <summary>How many bytes of a body are kept when nothing else is said.</summary>
    public const int DefaultMaxBodyBytes = 1024 * 1024;

    private EventScrubber? _scrubber;

    /// <summary>How many bytes of a body are kept, from 0; of a longer one these, its size and its hash.</summary>
    public int MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>Whether secrets are recorded as they are, wherever they stand.</summary>
    public bool KeepSecrets { get; init; }

    /// <summary>What becomes of values at certain places; <see langword="null"/> where nobody has said. Secrets elsewhere are hidden.</summary>
    public IPlacePolicy? Policy { get; init; }

    /// <summary>Takes out what is secret, before an event is kept anywhere; <see langword="null"/> where secrets are kept.</summary>
    /// <exception cref="ReplayConfigurationException">The key in the environment is too short, or secrets are kept and there are rules for them.</exception>
    public EventScrubber? Scrubber => KeepSecrets
        ? Policy is null ? null : throw new ReplayConfigurationException($"secrets are to be recorded as they are, and '{Policy.Rules[0]}' says what becomes of some; leave out one of both.")
        : _scrubber ??= new EventScrubber(OpenExchanges.Tokens, OpenExchanges.Marks, policy: Policy);

    /// <summary>What an incident says of all this; <see langword="null"/> where secrets are kept.</summary>
    /// <exception cref="ReplayConfigurationException">The key in the environment is too short.</exception>
    public IncidentPrivacy? Privacy => KeepSecrets ? null : new IncidentPrivacy(Policy?.Rules ?? [], PrivacyKey.CheckOfEnvironment()) { HoldsTokens = OpenExchanges.Tokens.AreUsed };

    /// <summary>The memory that bodies may take while they pass; <see langword="null"/> where only <see cref="MaxBodyBytes"/> limits it.</summary>
    public IBodyMemory? Memory { get; init; }

    /// <summary>The exchanges that are open now; shared by the recorders of one service.</summary>
    public OpenExchanges OpenExchanges { get; init; } = new();
}
