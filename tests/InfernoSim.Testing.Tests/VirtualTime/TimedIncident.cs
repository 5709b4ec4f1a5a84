using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Testing.Tests.VirtualTime;

/// <summary>An incident whose times a test writes down, in seconds from its start at 2023-11-14 22:13:20Z.</summary>
internal sealed class TimedIncident
{
    private readonly HandmadeIncident _incident = new();

    public TimedIncident Exchange(double at, string target, string body, double takes = 0.01, params TimedCall[] calls)
    {
        _incident.ExchangeAt(at, takes, target, 200, "text/plain; charset=utf-8", body, [.. calls.Select(call => call.ToRecorded())]);
        return this;
    }

    public Task<string> WriteAsync(string folder) => _incident.WriteAsync(folder);

    /// <summary>Ten seconds in which a payment provider fails until the second retry of a back-off of 2 and 4 s.</summary>
    public static TimedIncident TenSeconds() => new TimedIncident()
        .Pay(0, 1, "200", (0, 200))
        .Pay(1, 2, "200", (0, 503), (2, 503), (6, 200))
        .Pay(10, 3, "200", (0, 200));

    /// <summary>
    /// Five minutes in which a payment provider fails twice: once until the third retry of a back-off of 2, 4 and 8 s, once
    /// for good, so that the circuit opens for 30 s.
    /// </summary>
    public static TimedIncident FiveMinutes() => new TimedIncident()
        .Pay(0, 1, "200", (0, 200))
        .Pay(40, 2, "200", (0, 503), (2, 503), (6, 503), (14, 200))
        .Pay(100, 3, "503", (0, 503), (2, 503), (6, 503), (14, 503))
        .Pay(120, 4, "open")
        .Pay(150, 5, "200", (0, 200))
        .Pay(300, 6, "200", (0, 200));

    private TimedIncident Pay(double at, int order, string body, params (double After, int Status)[] calls)
    {
        string url = $"http://payments.test/pay/{order}";
        double last = calls.Length == 0 ? 0 : calls[^1].After;
        return Exchange(at, $"/time/call/backoff?url={Uri.EscapeDataString(url)}", body, last + 0.02, [.. calls.Select(call => new TimedCall(at + call.After + 0.005, url, call.Status))]);
    }
}

internal sealed record TimedCall(double At, string Url, int Status = 200, double Takes = 0.005, string? Error = null)
{
    public RecordedCall ToRecorded()
    {
        RecordedCall call = Error is null ? HandmadeIncident.Get(Url, "answer", Status) : new RecordedCall("GET", Url, Status, [], []) { Error = Error };
        return call with { At = At, Takes = Takes };
    }
}
