using InfernoSim.Incidents;

namespace InfernoSim.LiveState;

/// <summary>
/// The cookies of one worker. A replayed request carries the cookies it carried in the incident, each with the value that
/// the service under test last gave this worker; one that the service never gave keeps its recorded value.
/// </summary>
/// <remarks>Paths and domains are not looked at: which cookie goes with which request is taken from the recorded request.</remarks>
internal sealed class WorkerCookies
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Takes over what a response sets (RFC 6265, section 4.1.1).</summary>
    /// <returns>Name and value; <see langword="null"/> when there are none.</returns>
    public (string Name, string Value)? Store(string setCookie)
    {
        int end = setCookie.IndexOf(';', StringComparison.Ordinal);
        ReadOnlySpan<char> pair = end < 0 ? setCookie : setCookie.AsSpan(0, end);
        int equals = pair.IndexOf('=');
        if (equals > 0)
        {
            (string name, string value) = (pair[..equals].Trim().ToString(), pair[(equals + 1)..].Trim().ToString());
            lock (_lock)
            {
                _values[name] = value;
            }

            return (name, value);
        }

        return null;
    }

    /// <summary>The Cookie header to send for a recorded one.</summary>
    /// <param name="recorded">The recorded value.</param>
    /// <param name="missing">Whether a cookie was left out because its value was redacted and the service never set it.</param>
    /// <returns>The header value, or <see langword="null"/> when no cookie is left.</returns>
    /// <param name="given">Told the name of each cookie that has a value of the service's.</param>
    public string? Compose(string recorded, out bool missing, Action<string>? given = null)
    {
        missing = false;
        var cookies = new List<string>();
        foreach (string pair in recorded.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            string? current;
            lock (_lock)
            {
                current = _values.GetValueOrDefault(name);
            }

            if (current is not null)
            {
                cookies.Add($"{name}={current}");
                given?.Invoke(name);
            }
            else if (Redaction.IsRedacted(pair))
            {
                missing = true;
            }
            else
            {
                cookies.Add(pair);
            }
        }

        return cookies.Count == 0 ? null : string.Join("; ", cookies);
    }
}
