// The same properties for every adapter: those whose framework wants a base class of its own compile this file, the others derive.
#if XUNIT
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.Xunit;

public sealed partial class IncidentReplayAttribute : IDescribeIncidentTest
#elif XUNIT_V3
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.XunitV3;

public sealed partial class IncidentReplayAttribute : IDescribeIncidentTest
#elif MSTEST
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

public sealed partial class IncidentReplayAttribute : IDescribeIncidentTest
#else
namespace InfernoSim.Testing.Adapters;

public abstract partial class IncidentReplayBaseAttribute : IDescribeIncidentTest
#endif
{
    /// <summary>The incident folder, or a pattern of several.</summary>
    public string Incident => Settings.Incident;

    /// <summary>Whether the summary is compared with the accepted one in <c>Class.Method.verified.txt</c> beside the source file.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Snapshot
    {
        get => Settings.Snapshot;
        set => Settings.Snapshot = value;
    }

    /// <summary>
    /// Whether an incident that is not there is recorded first, from what <see cref="IRecordIncident.RecordAsync"/> of the test
    /// class sends. Refused on a build server.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RecordIfMissing
    {
        get => Settings.RecordIfMissing;
        set => Settings.RecordIfMissing = value;
    }

    /// <summary>Whether the recording of <see cref="RecordIfMissing"/> holds what the service asks its databases, so that a replay needs none.</summary>
    /// <inheritdoc cref="IncidentRecorderOptions.RecordSql"/>
    public bool RecordSql
    {
        get => Settings.RecordSql;
        set => Settings.RecordSql = value;
    }

    /// <summary>Whether the recording of <see cref="RecordIfMissing"/> holds secrets as they are.</summary>
    /// <inheritdoc cref="IncidentRecorderOptions.CaptureSensitiveData"/>
    public bool CaptureSensitiveData
    {
        get => Settings.CaptureSensitiveData;
        set => Settings.CaptureSensitiveData = value;
    }

#pragma warning disable CA1819 // An attribute argument is an array.
    /// <summary>What becomes of values at certain places in the recording of <see cref="RecordIfMissing"/>: <c>keep json: $.password; route: POST /login</c>.</summary>
    /// <inheritdoc cref="IncidentTestSettings.Privacy"/>
    public string[] Privacy
    {
        get => Settings.Privacy;
        set => Settings.Privacy = value;
    }
#pragma warning restore CA1819

    /// <inheritdoc cref="ReplaySettings.Runs"/>
    public int Runs
    {
        get => Settings.Replay.Runs;
        set => Settings.Replay.Runs = value;
    }

    /// <inheritdoc cref="ReplaySettings.Fanout"/>
    public int Fanout
    {
        get => Settings.Replay.Fanout;
        set => Settings.Replay.Fanout = value;
    }

    /// <inheritdoc cref="ReplaySettings.TimeScale"/>
    public double TimeScale
    {
        get => Settings.Replay.TimeScale;
        set => Settings.Replay.TimeScale = value;
    }

    /// <inheritdoc cref="ReplaySettings.Density"/>
    public double Density
    {
        get => Settings.Replay.Density;
        set => Settings.Replay.Density = value;
    }

    /// <inheritdoc cref="ReplaySettings.MinGap"/>
    public string MinGap
    {
        get => Settings.Replay.MinGap;
        set => Settings.Replay.MinGap = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxWallTime"/>
    public string MaxWallTime
    {
        get => Settings.Replay.MaxWallTime;
        set => Settings.Replay.MaxWallTime = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxIdleTime"/>
    public string MaxIdleTime
    {
        get => Settings.Replay.MaxIdleTime;
        set => Settings.Replay.MaxIdleTime = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxEvents"/>
    public int MaxEvents
    {
        get => Settings.Replay.MaxEvents;
        set => Settings.Replay.MaxEvents = value;
    }

    /// <inheritdoc cref="ReplaySettings.Window"/>
    public string Window
    {
        get => Settings.Replay.Window;
        set => Settings.Replay.Window = value;
    }

#pragma warning disable CA1819 // An attribute argument is an array.
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

    /// <inheritdoc cref="ReplaySettings.Baseline"/>
    public string? Baseline
    {
        get => Settings.Replay.Baseline;
        set => Settings.Replay.Baseline = value;
    }

    /// <inheritdoc cref="ReplaySettings.Descriptors"/>
    public string? Descriptors
    {
        get => Settings.Replay.Descriptors;
        set => Settings.Replay.Descriptors = value;
    }

    /// <inheritdoc cref="ReplaySettings.FailOnRegression"/>
    public string FailOnRegression
    {
        get => Settings.Replay.FailOnRegression;
        set => Settings.Replay.FailOnRegression = value;
    }

    /// <inheritdoc cref="ReplaySettings.ForbidSyncOverAsync"/>
    public bool ForbidSyncOverAsync
    {
        get => Settings.Replay.ForbidSyncOverAsync;
        set => Settings.Replay.ForbidSyncOverAsync = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxAllocatedPerRequest"/>
    public int MaxAllocatedPerRequest
    {
        get => Settings.Replay.MaxAllocatedPerRequest;
        set => Settings.Replay.MaxAllocatedPerRequest = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxCallGrowth"/>
    public double MaxCallGrowth
    {
        get => Settings.Replay.MaxCallGrowth;
        set => Settings.Replay.MaxCallGrowth = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxRetryAmplification"/>
    public double MaxRetryAmplification
    {
        get => Settings.Replay.MaxRetryAmplification;
        set => Settings.Replay.MaxRetryAmplification = value;
    }

    /// <inheritdoc cref="ReplaySettings.MaxCallsPerRequest"/>
    public int MaxCallsPerRequest
    {
        get => Settings.Replay.MaxCallsPerRequest;
        set => Settings.Replay.MaxCallsPerRequest = value;
    }

#pragma warning disable CA1819 // An attribute argument is an array.
    /// <inheritdoc cref="ReplaySettings.Goals"/>
    public string[] Goals
    {
        get => Settings.Replay.Goals;
        set => Settings.Replay.Goals = value;
    }
#pragma warning restore CA1819

    /// <inheritdoc cref="ReplaySettings.Config"/>
    public string? Config
    {
        get => Settings.Replay.Config;
        set => Settings.Replay.Config = value;
    }

#pragma warning disable CA1819 // An attribute argument is an array.
    /// <inheritdoc cref="ReplaySettings.Ignore"/>
    public string[] Ignore
    {
        get => Settings.Replay.Ignore;
        set => Settings.Replay.Ignore = value;
    }
#pragma warning restore CA1819

    /// <inheritdoc cref="ReplaySettings.Time"/>
    public ReplayTime Time
    {
        get => Settings.Replay.Time;
        set => Settings.Replay.Time = value;
    }

    /// <inheritdoc cref="ReplaySettings.Pace"/>
    public ReplayPace Pace
    {
        get => Settings.Replay.Pace;
        set => Settings.Replay.Pace = value;
    }

    /// <inheritdoc cref="ReplaySettings.DependencyTime"/>
    public DependencyTime DependencyTime
    {
        get => Settings.Replay.DependencyTime;
        set => Settings.Replay.DependencyTime = value;
    }

    /// <inheritdoc cref="ReplaySettings.State"/>
    public ReplayState State
    {
        get => Settings.Replay.State;
        set => Settings.Replay.State = value;
    }

    /// <inheritdoc cref="ReplaySettings.LiveState"/>
    public bool LiveState
    {
        get => Settings.Replay.LiveState;
        set => Settings.Replay.LiveState = value;
    }

    /// <inheritdoc cref="ReplaySettings.DiagnoseLimit"/>
    public bool DiagnoseLimit
    {
        get => Settings.Replay.DiagnoseLimit;
        set => Settings.Replay.DiagnoseLimit = value;
    }

    /// <inheritdoc/>
    IncidentTestSettings IDescribeIncidentTest.Settings => Settings;

    private IncidentTestSettings Settings { get; }
}
