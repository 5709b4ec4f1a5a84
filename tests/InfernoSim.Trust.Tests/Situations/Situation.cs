using InfernoSim.Planning;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>A way in which services tell their users apart, or stream, with users who do as such users do.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Map">The service, which keeps what it keeps for as long as it runs; and whether it was changed.</param>
/// <param name="SendAsync">What the users do.</param>
/// <param name="Location">Where the change shows first.</param>
internal sealed record Situation(string Name, Action<WebApplication, bool> Map, Func<Visitor, Task> SendAsync, string Location)
{
    /// <summary>What is asked of the replay beside 2 runs of 5 workers.</summary>
    public Func<ReplayOptions, ReplayOptions> Options { get; init; } = options => options;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Situation> All { get; } = [.. SessionSituations.All, .. TokenSituations.All, .. StreamSituations.All];
}
