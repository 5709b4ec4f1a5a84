using System.Net;
using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Observations;

namespace InfernoSim.Cli.Capturing;

/// <summary>A capture that is running, whichever form it was asked for in.</summary>
internal interface IRecording : IAsyncDisposable
{
    /// <summary>A URL of the inbound proxy, if there is one.</summary>
    Uri? InboundAddress { get; }

    /// <summary>A URL of the outbound proxy, if there is one.</summary>
    Uri? OutboundAddress { get; }

    /// <summary>Where the relay before the PostgreSQL server listens, if there is one.</summary>
    IPEndPoint? PostgresAddress => null;

    /// <summary>What was recorded so far.</summary>
    CaptureCounts Counts { get; }

    /// <summary>The hosts whose traffic could not be recorded.</summary>
    IReadOnlyList<string> OpaqueHosts { get; }

    /// <summary>What stood in the way of TLS.</summary>
    IReadOnlyList<string> CertificateProblems { get; }

    /// <summary>What each fault rule did.</summary>
    IReadOnlyList<FaultSummary> Faults { get; }

    /// <summary>The calls that were not passed on, by where they went.</summary>
    IReadOnlyDictionary<string, long> RefusedCalls { get; }

    /// <summary>Which limits kept callers out.</summary>
    IReadOnlyList<LimitReached> LimitsReached { get; }

    /// <summary>What passed and could not be recorded.</summary>
    IReadOnlyList<string> NotRecorded => [];

    /// <summary>How many events made room for newer ones.</summary>
    long EventsLetGo { get; }

    /// <summary>What a person should know before it goes on.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Completes with the reason when an event could not be written.</summary>
    Task<CaptureException> Faulted { get; }

    /// <summary>The folder that can be replayed; <see langword="null"/> when there is none yet.</summary>
    string? Incident { get; }

    /// <summary>Whether it has put tokens in place of secrets.</summary>
    bool HoldsTokens { get; }

    /// <summary>Stops, waits for what is under way, and completes the incident.</summary>
    Task CompleteAsync();
}
