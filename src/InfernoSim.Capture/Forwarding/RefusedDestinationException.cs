using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// A call goes where it is not allowed to. That is the answer of the capture and of no dependency, so it is not part of an incident: it is counted.
/// </summary>
/// <param name="destination">Where the call goes, <c>host:port</c>.</param>
/// <param name="message">What is wrong, and what to do: one sentence or two for the caller.</param>
internal sealed class RefusedDestinationException(string destination, string message) : IOException(message)
{
    private static readonly HeaderMap Headers = new([new("Content-Type", ["text/plain; charset=utf-8"])]);

    /// <summary>Where the call goes, <c>host:port</c>.</summary>
    public string Destination => destination;

    /// <summary>The refusal that made an exchange fail.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <returns><see langword="null"/> where it was something else.</returns>
    public static RefusedDestinationException? In(Exception? failure)
    {
        while (failure is not null and not RefusedDestinationException)
        {
            failure = failure.InnerException;
        }

        return (RefusedDestinationException?)failure;
    }

    /// <summary>What the caller is told.</summary>
    public DependencyAnswer ToAnswer() => new() { Status = 403, Headers = Headers, Body = Encoding.UTF8.GetBytes(Message + "\n") };
}
