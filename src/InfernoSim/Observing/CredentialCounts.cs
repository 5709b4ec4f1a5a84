using System.Collections.Concurrent;

namespace InfernoSim.Observing;

/// <summary>
/// Requests that went out without a credential which capture had redacted, and whether the service refused them. A service
/// that does without the credential elsewhere knows whom it forbids something (403): that is its own doing. One that asks
/// for credentials (401) may ask for them on this route alone. Thread-safe.
/// </summary>
internal sealed class CredentialCounts
{
    private readonly BoundedNames _accepted = new(1000);
    private readonly ConcurrentDictionary<(string Headers, string Route, int Status), long> _refused = new();

    /// <summary>Requests that were refused, of which nothing says that the service does without the credential.</summary>
    public long Unauthorized => _refused.Where(entry => LackingOf(entry.Key).Any()).Sum(entry => entry.Value);

    /// <summary>The headers that they lacked.</summary>
    public IReadOnlyList<string> Lacking => InOrder(LackingOf);

    /// <summary>The headers without which some requests were answered as recorded and others refused.</summary>
    public IReadOnlyList<string> Dispensable => InOrder(refused => HeadersOf(refused).Except(LackingOf(refused)));

    /// <summary>A request was refused that was answered otherwise in the incident.</summary>
    /// <param name="lacking">The headers that were left out.</param>
    /// <param name="route">Its method and route.</param>
    /// <param name="status">401 or 403.</param>
    public void AddRefused(IReadOnlyList<string> lacking, string route, int status) =>
        _refused.AddOrUpdate((string.Join(',', lacking), route, status), 1, static (_, count) => count + 1);

    /// <summary>A request was answered with the status that it had in the incident.</summary>
    /// <param name="lacking">The headers that were left out.</param>
    /// <param name="route">Its method and route.</param>
    public void AddAccepted(IReadOnlyList<string> lacking, string route)
    {
        foreach (string header in lacking)
        {
            _accepted.Add(header);
            _accepted.Add($"{header} {route}");
        }
    }

    private static string[] HeadersOf((string Headers, string Route, int Status) refused) => refused.Headers.Split(',');

    private IEnumerable<string> LackingOf((string Headers, string Route, int Status) refused) =>
        HeadersOf(refused).Where(header => !_accepted.Contains(refused.Status == 403 ? header : $"{header} {refused.Route}"));

    private IReadOnlyList<string> InOrder(Func<(string Headers, string Route, int Status), IEnumerable<string>> headers) =>
        [.. _refused.Keys.SelectMany(headers).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}
