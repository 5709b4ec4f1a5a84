using System.Net;

namespace InfernoSim.Capture;

/// <summary>What an outbound proxy that others can reach lets them do: call, from this machine, whatever it is allowed to pass on.</summary>
internal static class Exposure
{
    /// <summary>Why a proxy cannot listen there.</summary>
    /// <param name="listen">Where it is to listen.</param>
    /// <param name="allow">Where calls may go.</param>
    /// <param name="listenName">The name of the option that says where it listens.</param>
    /// <param name="allowName">The name of the option that says where calls may go.</param>
    /// <returns><see langword="null"/> where it can.</returns>
    public static string? MistakeIn(ListenAddress listen, IReadOnlyList<AllowedDestination> allow, string listenName, string allowName) => IsOpen(listen) && allow.Count == 0
        ? $"{listenName}: whoever reaches {listen} could call, through this machine, all that this machine reaches, itself and its network among it. Say with {allowName} what may be called, such as payments.test, '*.example.test' or 10.0.0.0/8, or listen on this machine alone with :{listen.Port}."
        : null;

    /// <summary>What is to be known of a proxy that others can reach.</summary>
    /// <param name="listen">Where it listens.</param>
    /// <param name="allow">Where calls may go.</param>
    /// <returns><see langword="null"/> where they cannot.</returns>
    public static string? NoticeOf(ListenAddress listen, IReadOnlyList<AllowedDestination> allow) =>
        IsOpen(listen) ? $"whoever reaches {listen} can call, through this machine: {string.Join(", ", allow)}" : null;

    private static bool IsOpen(ListenAddress listen) => listen.Address is { } address && !IPAddress.IsLoopback(address);
}
