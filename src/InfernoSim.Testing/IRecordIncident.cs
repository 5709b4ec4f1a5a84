using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing;

/// <summary>
/// Implemented by a test class, or by a host of one's own, whose incident is recorded when it is not there yet:
/// <c>[IncidentReplay("incidents/checkout", RecordIfMissing = true)]</c>. The service must run in the test process. A build
/// server records nothing.
/// </summary>
public interface IRecordIncident
{
    /// <summary>Replaces registrations of the service while it is recorded, and only then: for example the handlers of its clients by fakes, whose answers are recorded.</summary>
    /// <param name="services">The registrations, complete.</param>
    void ConfigureRecording(IServiceCollection services)
    {
    }

    /// <summary>Sends the requests that make the incident. What the service answers, and what it asks of its dependencies, is recorded.</summary>
    /// <param name="client">A client of the service, with its address; it follows no redirects and keeps no cookies.</param>
    /// <param name="cancellationToken">The test is ended.</param>
    /// <returns>A task that completes when all answers are there.</returns>
    Task RecordAsync(HttpClient client, CancellationToken cancellationToken);
}
