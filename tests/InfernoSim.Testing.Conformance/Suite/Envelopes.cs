using InfernoSim.Load.Envelope;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Suite;

/// <summary>What is found depends on the machine; what is asked here is so wide, or so much, that it does not.</summary>
[TestClass]
public class Envelopes : IConfigureServiceUnderTest
{
    private const string Wide = "p50<20s,errors<50%";

    // A line for each of some thousand requests is more than a framework keeps of a test's output. And a service that does one thing at a time shows what
    // it sustains by tens of requests, where this one would take all of the machine for as long as it is searched.
    public void ConfigureServices(IServiceCollection services) => services
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
        .AddSingleton<IStartupFilter, OneAtATime>();

    [Test, IncidentEnvelope("incidents/load-*", Slo = Wide, AtLeast = "1 req/s", Budget = "10s", SearchFanout = false, Dependencies = [])]
    public async Task Sustained(EnvelopeSummary summary, IncidentEnvelopeResult result)
    {
        await Task.Yield();
        Expect.Equal(true, ReferenceEquals(summary, result.Summary));
        Expect.Equal("p50<20s, errors<50%, at least 1, no fan-out, 0 dependencies", $"{summary.ServiceLevel}, at least {summary.AtLeast}, {(summary.Fanout is null ? "no fan-out" : "fan-out")}, {summary.Dependencies.Count} dependencies");
    }

    [Test, IncidentEnvelope("incidents/healthy", Slo = Wide, AtLeast = "400 req/s", Budget = "10s", SearchFanout = false, Dependencies = [])]
    public void Asks_for_more_than_there_is() => throw new InvalidOperationException("the body was run");

    [Test, IncidentEnvelope("incidents/healthy", Timeout = 1_000)]
    public void Limited_in_time() => throw new InvalidOperationException("the body was run");

    [Test, IncidentEnvelope("incidents/healthy", Skip = "not today")]
    public void Skipped() => throw new InvalidOperationException("the body was run");
}

[TestClass]
public class EnvelopeMistakes
{
    [Test, IncidentEnvelope("incidents/healthy")]
    public void Takes_no_replay(ReplaySummary summary) => Expect.Equal(null, summary);

    [Test, IncidentEnvelope("incidents/healthy", AtLeast = "fast")]
    public void Unreadable_rate()
    {
    }

    [Test, IncidentEnvelope("")]
    public void Empty_path()
    {
    }
}

/// <summary>Selected together with those that keep snapshots: by its name, its category or its incident.</summary>
[TestClass]
public class EnvelopesWithoutSnapshots
{
    [Test, IncidentEnvelope("incidents/kept", Slo = "p98<1s")]
    public void Unreadable_slo()
    {
    }
}
