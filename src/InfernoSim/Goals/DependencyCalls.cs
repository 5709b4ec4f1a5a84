using System.Text.Json.Serialization;
using InfernoSim.Matching;

namespace InfernoSim.Goals;

/// <summary>The calls to one dependency in a replay beside those of the incident. Counts are exact and do not depend on the machine.</summary>
public sealed record DependencyCalls
{
    /// <summary>The dependency: <c>host</c>, or <c>host:port</c> where the port is not that of its scheme.</summary>
    public required string Dependency { get; init; }

    /// <summary>Recorded calls, times the workers and runs.</summary>
    public required long Recorded { get; init; }

    /// <summary>Calls that reached the stub: answered, failed by a fault, answered by a mapping of the user's own, or refused.</summary>
    public required long Attempted { get; init; }

    /// <summary>Of these, calls that could not be told to belong to a request, because they or the recorded ones carry no trace id.</summary>
    public required long Unplaced { get; init; }

    /// <summary>The most calls that one request made, with that request; <see langword="null"/> when no request can be named.</summary>
    public CallPeak? Most { get; internal init; }

    /// <summary>The least calls that one request made, with that request.</summary>
    public CallPeak? Least { get; internal init; }

    /// <summary>The most attempts for each recorded call: of calls of equal content in one request, how many were made for each recorded one.</summary>
    public CallPeak? Retries { get; internal init; }

    /// <summary>
    /// N+1: of calls to one route (method and path, ids collapsed) in one request, how many were made for each recorded one,
    /// or in all where none was recorded. Attempts that an injected fault failed count once.
    /// </summary>
    public CallPeak? Growth { get; internal init; }

    /// <summary>Attempted calls for each recorded one; <see langword="null"/> when none is recorded.</summary>
    public double? Amplification => Recorded == 0 ? null : (double)Attempted / Recorded;

    [JsonIgnore]
    internal Authority Authority { get; init; }
}

/// <summary>A figure of one request.</summary>
public sealed class CallPeak(double value, int exchange, string request, string? call)
{
    /// <summary>The figure.</summary>
    public double Value { get; } = value;

    /// <summary>The exchange, from 0.</summary>
    public int Exchange { get; } = exchange;

    /// <summary>Its request: method and target.</summary>
    public string Request { get; } = request;

    /// <summary>The call or the route it is about; <see langword="null"/> when it is about all of them.</summary>
    public string? Call { get; } = call;
}
