using InfernoSim.Load;

// The same properties for every adapter: those whose framework wants a base class of its own compile this file, the others derive.
#if XUNIT
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.Xunit;

public sealed partial class IncidentEnvelopeAttribute : IDescribeIncidentTest
#elif XUNIT_V3
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.XunitV3;

public sealed partial class IncidentEnvelopeAttribute : IDescribeIncidentTest
#elif MSTEST
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

public sealed partial class IncidentEnvelopeAttribute : IDescribeIncidentTest
#else
namespace InfernoSim.Testing.Adapters;

public abstract partial class IncidentEnvelopeBaseAttribute : IDescribeIncidentTest
#endif
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

    /// <inheritdoc/>
    IncidentTestSettings IDescribeIncidentTest.Settings => Settings;

    private IncidentTestSettings Settings { get; }

    private EnvelopeSettings Envelope => Settings.Envelope!;
}
