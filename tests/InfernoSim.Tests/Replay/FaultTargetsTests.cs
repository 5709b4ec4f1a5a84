using InfernoSim.Faults;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public sealed class FaultTargetsTests
{
    [Fact]
    public void A_rule_for_a_dependency_that_the_incident_does_not_call_lists_those_that_it_does_before_the_first_request()
    {
        var incident = new IncidentBuilder().Exchange("/", calls: [IncidentBuilder.Call("http://rates.test:8080/usd"), IncidentBuilder.Call("http://payments.test/pay")]).Build();

        var plan = ReplayPlan.Create(incident, With("dep=payment.test latency=+20ms", "dep=payments.test latency=+20ms", "dep=* drop=1%"));

        Assert.Equal(
            "fault dep=payment.test latency=+20ms: no recorded call goes to that dependency; the incident has calls to payments.test, rates.test:8080",
            Assert.Single(plan.Notices));
    }

    [Fact]
    public void An_incident_without_calls_says_so()
    {
        var plan = ReplayPlan.Create(new IncidentBuilder().Exchange("/").Build(), With("dep=payments.test drop=1%"));

        Assert.EndsWith("no recorded call goes to that dependency; the incident holds no dependency calls", Assert.Single(plan.Notices), StringComparison.Ordinal);
    }

    private static ReplayOptions With(params string[] rules) => new() { Faults = [.. rules.Select(Fault.Parse)] };
}
