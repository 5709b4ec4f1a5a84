using InfernoSim.Incidents;

namespace InfernoSim.LiveState;

/// <summary>
/// The cookies of one worker, of all users that it plays. A replayed request carries the cookies that it carried in the incident:
/// each with the value that the service gave in place of the recorded one. Where the recording does not say which that
/// was, RFC 6265 decides among the cookies of that name; one that the service never gave keeps its recorded value.
/// </summary>
/// <param name="chains">Knows which cookies the service set in the incident.</param>
internal sealed class WorkerCookies(LiveChains? chains = null)
{
    private readonly LiveChains _chains = chains ?? LiveChains.None;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string Recorded), string> _given = [];
    private readonly List<StoredCookie> _jar = [];

    // Cookies that the service deletes though it gave them in the incident: that they are missing is its own doing.
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes over what a response sets.</summary>
    /// <param name="lines">Its <c>Set-Cookie</c> lines.</param>
    /// <param name="recorded">Those of the recorded response.</param>
    /// <param name="origin">Which request it answers.</param>
    /// <returns>Name, recorded value and value that came; without a recorded one where the recording has no such line.</returns>
    public IReadOnlyList<(string Name, string? Recorded, string Value)> Store(IReadOnlyList<string> lines, IReadOnlyList<string> recorded, CookieOrigin origin = default)
    {
        List<RecordedCookie> open = [.. recorded.Select(RecordedCookie.Parse).OfType<RecordedCookie>()];
        var stored = new List<(string Name, string? Recorded, string Value)>();
        foreach (RecordedCookie cookie in lines.Select(RecordedCookie.Parse).OfType<RecordedCookie>())
        {
            int index = open.FindIndex(other => other.Name == cookie.Name && other.Path == cookie.Path && other.Domain == cookie.Domain);
            index = index >= 0 ? index : open.FindIndex(other => other.Name == cookie.Name);
            string? known = index < 0 ? null : open[index].Value;
            NoteTaken(cookie, index < 0 ? null : open[index]);
            open.RemoveRange(Math.Max(index, 0), index < 0 ? 0 : 1);
            Keep(cookie, known, origin);
            if (!cookie.IsDeleted && cookie.Value.Length > 0)
            {
                stored.Add((cookie.Name, known, cookie.Value));
            }
        }

        return stored;
    }

    /// <summary>The Cookie header to send for a recorded one.</summary>
    /// <param name="recorded">The recorded value.</param>
    /// <param name="missing">
    /// Whether a cookie was left out because its value was redacted. One that the service gave in the incident, and now does not
    /// give or takes away, is the service's own doing and does not count.
    /// </param>
    /// <param name="origin">The request.</param>
    /// <param name="given">Told the name and the recorded value of each cookie that has a value of the service's.</param>
    /// <returns>The header value, or <see langword="null"/> when no cookie is left.</returns>
    public string? Compose(string recorded, out bool missing, CookieOrigin origin = default, Action<string, string>? given = null)
    {
        missing = false;
        var cookies = new List<string>();
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, string? value) in RecordedCookie.Pairs(recorded))
        {
            int place = used[name] = used.GetValueOrDefault(name, -1) + 1;
            if (value is not null && Find(name, value, place, origin) is { } current)
            {
                cookies.Add($"{name}={current}");
                given?.Invoke(name, value);
            }
            else if (Redaction.IsRedacted(value ?? name))
            {
                missing |= !IsTaken(name) && (value is null || _chains.OfCookie(name, value) is null);
            }
            else
            {
                cookies.Add(value is null ? name : $"{name}={value}");
            }
        }

        return cookies.Count == 0 ? null : string.Join("; ", cookies);
    }

    private void NoteTaken(RecordedCookie cookie, RecordedCookie? recorded)
    {
        if (cookie.IsDeleted && recorded is { IsDeleted: false })
        {
            lock (_lock)
            {
                _taken.Add(cookie.Name);
            }
        }
    }

    private bool IsTaken(string name)
    {
        lock (_lock)
        {
            return _taken.Contains(name);
        }
    }

    private void Keep(RecordedCookie cookie, string? known, CookieOrigin origin)
    {
        var stored = new StoredCookie(
            cookie.Name,
            cookie.Value,
            cookie.Domain.Length == 0 ? origin.Host : cookie.Domain,
            IsHostOnly: cookie.Domain.Length == 0,
            cookie.Path.Length == 0 ? origin.DefaultPath : cookie.Path);
        lock (_lock)
        {
            _jar.RemoveAll(other => other.Name == stored.Name && other.Domain == stored.Domain && other.Path == stored.Path);
            if (!cookie.IsDeleted)
            {
                _jar.Add(stored);
                if (known is { Length: > 0 })
                {
                    _given[(cookie.Name, known)] = cookie.Value;
                }
            }
        }
    }

    private string? Find(string name, string value, int place, CookieOrigin origin)
    {
        lock (_lock)
        {
            // A plain mark stands for any value: the scope of the cookies decides.
            if (value != Redaction.Marker)
            {
                if (_given.TryGetValue((name, value), out string? given))
                {
                    return given;
                }

                // Whose it was is known, and it is nobody's that the service has given a cookie.
                if (_chains.IsHandedOut(name, null) || Redaction.IsRedacted(value))
                {
                    return null;
                }
            }

            List<StoredCookie> named = [.. _jar.Where(cookie => cookie.Name == name)];
            StoredCookie[] fitting = [.. named.Where(cookie => cookie.Fits(origin)).OrderByDescending(cookie => cookie.Path.Length)];
            return fitting.Length > 0 ? fitting[Math.Min(place, fitting.Length - 1)].Value : named.Count > 0 ? named[^1].Value : null;
        }
    }

    // Secure is not looked at: the recorded request carried the cookie, whatever ended its TLS.
    private sealed record StoredCookie(string Name, string Value, string Domain, bool IsHostOnly, string Path)
    {
        // RFC 6265, sections 5.1.3 and 5.1.4.
        public bool Fits(CookieOrigin origin)
        {
            bool isHost = origin.Host.Length == 0 || origin.Host == Domain || (!IsHostOnly && origin.Host.EndsWith("." + Domain, StringComparison.Ordinal));
            bool isPath = origin.Path.StartsWith(Path, StringComparison.Ordinal) && (origin.Path.Length == Path.Length || Path.EndsWith('/') || origin.Path[Path.Length] == '/');
            return isHost && isPath;
        }
    }
}
