using InfernoSim.Load;
using InfernoSim.Testing.Adapters;

#if XUNIT
namespace InfernoSim.Testing.Xunit;
#elif XUNIT_V3
namespace InfernoSim.Testing.XunitV3;
#elif NUNIT
namespace InfernoSim.Testing.NUnit;
#endif

/// <content>
/// What is asked of a search: the same in every adapter. Each compiles this file, since its attribute derives from a type of
/// its test framework.
/// </content>
public sealed partial class IncidentEnvelopeAttribute : IIncidentAttribute
{
    /// <summary>The incident folder, or a pattern of several.</summary>
    public string Incident => Settings.Incident;

    /// <inheritdoc cref="EnvelopeSettings.Slo"/>
    public string Slo
    {
        get => Envelope.Slo;
        set => Envelope.Slo = value;
    }

    /// <inheritdoc cref="EnvelopeSettings.AtLeast"/>
    public string AtLeast
    {
        get => Envelope.AtLeast;
        set => Envelope.AtLeast = value;
    }

    /// <inheritdoc cref="EnvelopeSettings.Budget"/>
    public string Budget
    {
        get => Envelope.Budget;
        set => Envelope.Budget = value;
    }

    /// <inheritdoc cref="EnvelopeSettings.Arrival"/>
    public ArrivalUnit Arrival
    {
        get => Envelope.Arrival;
        set => Envelope.Arrival = value;
    }

    /// <inheritdoc cref="EnvelopeSettings.RandomArrivals"/>
    public bool RandomArrivals
    {
        get => Envelope.RandomArrivals;
        set => Envelope.RandomArrivals = value;
    }

    /// <inheritdoc cref="EnvelopeSettings.SearchFanout"/>
    public bool SearchFanout
    {
        get => Envelope.SearchFanout;
        set => Envelope.SearchFanout = value;
    }

#pragma warning disable CA1819 // An attribute argument is an array.
    /// <inheritdoc cref="EnvelopeSettings.Dependencies"/>
    public string[] Dependencies
    {
        get => Envelope.Dependencies;
        set => Envelope.Dependencies = value;
    }

    /// <inheritdoc cref="ReplaySettings.Inject"/>
    public string[] Inject
    {
        get => Settings.Replay.Inject;
        set => Settings.Replay.Inject = value;
    }

    /// <inheritdoc cref="ReplaySettings.Headers"/>
    public string[] Headers
    {
        get => Settings.Replay.Headers;
        set => Settings.Replay.Headers = value;
    }
#pragma warning restore CA1819

    /// <inheritdoc cref="ReplaySettings.Seed"/>
    public ulong Seed
    {
        get => Settings.Replay.Seed;
        set => Settings.Replay.Seed = value;
    }

    /// <inheritdoc cref="ReplaySettings.SafeMode"/>
    public bool SafeMode
    {
        get => Settings.Replay.SafeMode;
        set => Settings.Replay.SafeMode = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxEvents"/>
    public int MaxEvents
    {
        get => Settings.Replay.MaxEvents;
        set => Settings.Replay.MaxEvents = value;
    }

    internal IncidentTestSettings Settings { get; }

    /// <inheritdoc/>
    IncidentTestSettings IIncidentAttribute.Settings => Settings;

    private EnvelopeSettings Envelope => Settings.Envelope!;
}
