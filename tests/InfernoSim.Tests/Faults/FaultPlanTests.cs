using InfernoSim.Faults;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Faults;

public class FaultPlanTests
{
    private static readonly CallIdentity FirstCall = new(0, 0);

    [Theory]
    [InlineData("sql=orders error=unique", "shop", "INSERT", "/Orders", StatementError.Unique)]
    [InlineData("sql=ORDERS kind=insert error=unique", "shop", "INSERT", "/Orders", StatementError.Unique)]
    [InlineData("sql=shop error=deadlock", "shop", "SELECT", "/Lines", StatementError.Deadlock)]
    [InlineData("sql=* error=connection", "shop", "BEGIN", "/", StatementError.Connection)]
    [InlineData("sql=orders retries=1", "shop", "INSERT", "/Orders", StatementError.Connection)]
    [InlineData("sql=orders kind=select error=unique", "shop", "INSERT", "/Orders", StatementError.None)]
    [InlineData("sql=lines error=unique", "shop", "INSERT", "/Orders", StatementError.None)]
    [InlineData("sql=order-lines error=unique", "shop", "INSERT", "/Order%20Lines", StatementError.None)]
    public void A_rule_for_statements_is_for_those_of_its_table_or_database_and_kind(string rule, string database, string kind, string target, object expected)
    {
        FaultDecision decision = Plan(rule).Decide(database, "sql", 0, FirstCall, 0, kind, target);

        Assert.Equal(expected, decision.Error);
        Assert.Equal(expected is StatementError.None ? FaultEffect.None : FaultEffect.Error, decision.Effect);
        Assert.Equal(FaultEffect.None, Plan(rule).Decide("orders", "http", 0, FirstCall, 0, "INSERT", "/Orders").Effect);
    }

    [Fact]
    public void A_statement_that_is_tried_often_enough_is_answered()
    {
        FaultPlan plan = Plan("sql=orders error=deadlock retries=2");

        Assert.Equal(
            [StatementError.Deadlock, StatementError.Deadlock, StatementError.None],
            Enumerable.Range(0, 3).Select(attempt => plan.Decide("shop", "sql", 0, FirstCall, attempt, "INSERT", "/Orders").Error));
    }

    [Fact]
    public void A_call_that_no_rule_is_for_is_left_alone()
    {
        FaultDecision decision = Plan("dep=other.test latency=1s status=500").Decide("a.test", "http", 0, FirstCall, 0);

        Assert.Equal(default, decision);
        Assert.False(decision.IsApplied);
    }

    [Fact]
    public void Delays_of_all_rules_add_up_and_the_first_failure_wins()
    {
        FaultPlan plan = Plan("dep=* latency=100ms", "dep=a.test:80 latency=20ms status=429", "dep=a.test status=500", "dep=a.test latency=3ms timeout=1s");

        FaultDecision decision = plan.Decide("a.test", "http", 0, FirstCall, 0);

        Assert.Equal(new FaultDecision(TimeSpan.FromMilliseconds(123), FaultEffect.Status, 429, 0b1011), decision);
        Assert.True(decision.Applied(3));
        Assert.False(decision.Applied(2));
    }

    [Fact]
    public void A_timeout_waits_before_it_fails()
    {
        FaultDecision decision = Plan("dep=* latency=200ms timeout=1s").Decide("a.test", "http", 0, FirstCall, 0);

        Assert.Equal(new FaultDecision(TimeSpan.FromMilliseconds(1200), FaultEffect.Timeout, 0, 1), decision);
    }

    [Fact]
    public void The_first_attempts_of_each_call_fail_and_later_ones_are_answered()
    {
        FaultPlan plan = Plan("dep=* retries=2");

        FaultDecision[] attempts = [.. Enumerable.Range(0, 4).Select(attempt => plan.Decide("a.test", "http", 3, new CallIdentity(7, 1), attempt))];

        Assert.Equal([503, 503, 0, 0], attempts.Select(decision => decision.Status));
        Assert.Equal([true, true, false, false], attempts.Select(decision => decision.IsApplied));
    }

    [Fact]
    public void Within_a_rule_what_befalls_some_attempts_comes_before_what_befalls_all()
    {
        FaultPlan plan = Plan("dep=* retries=1 timeout=1s status=500");

        Assert.Equal(FaultEffect.Status, plan.Decide("a.test", "http", 0, FirstCall, 0).Effect);
        Assert.Equal(FaultEffect.Timeout, plan.Decide("a.test", "http", 0, FirstCall, 1).Effect);
        Assert.Equal(FaultEffect.Drop, Plan("dep=* drop=100% reset=100% retries=1 timeout=1s").Decide("a.test", "http", 0, FirstCall, 0).Effect);
        Assert.Equal(FaultEffect.Reset, Plan("dep=* reset=100% blackhole=100% retries=1").Decide("a.test", "http", 0, FirstCall, 0).Effect);
        Assert.Equal(FaultEffect.Blackhole, Plan("dep=* blackhole=100% retries=1 timeout=1s").Decide("a.test", "http", 0, FirstCall, 0).Effect);
    }

    [Theory]
    [InlineData("drop=5%", 0.05)]
    [InlineData("reset=5%", 0.05)]
    [InlineData("blackhole=5%", 0.05)]
    [InlineData("drop=20% reset=25% blackhole=50%", 0.7)]
    [InlineData("status=500 rate=30%", 0.3)]
    [InlineData("drop=50% rate=10%", 0.05)]
    [InlineData("drop=0.5%", 0.005)]
    public void A_share_of_many_calls_is_met_within_four_standard_deviations(string effect, double share)
    {
        const int Calls = 100_000;
        FaultPlan plan = Plan($"dep=* {effect}");

        int failed = Enumerable.Range(0, Calls).Count(i =>
            plan.Decide("a.test", "http", i % 50, new CallIdentity((i / 50) - 1, i % 7), i % 3).Effect != FaultEffect.None);

        Assert.InRange(failed, (Calls * share) - (4 * Deviation(Calls, share)), (Calls * share) + (4 * Deviation(Calls, share)));
    }

    [Fact]
    public void Jitter_is_uniform_from_nothing_to_its_value()
    {
        const int Calls = 10_000;
        FaultPlan plan = Plan("dep=* latency=100ms jitter=50ms");

        double[] delays = [.. Enumerable.Range(0, Calls).Select(i => plan.Decide("a.test", "http", 0, new CallIdentity(i, 0), 0).Delay.TotalMilliseconds - 100)];

        Assert.All(delays, delay => Assert.InRange(delay, 0, 50));
        Assert.InRange(delays.Average(), 25 - (4 * 50 / Math.Sqrt(12 * Calls)), 25 + (4 * 50 / Math.Sqrt(12 * Calls)));
        Assert.InRange(delays.Count(delay => delay < 5), (Calls * 0.1) - (4 * Deviation(Calls, 0.1)), (Calls * 0.1) + (4 * Deviation(Calls, 0.1)));
    }

    [Fact]
    public void The_share_is_one_of_calls_so_every_attempt_of_a_call_is_treated_alike()
    {
        FaultPlan plan = Plan("dep=* rate=50% retries=3");

        for (int call = 0; call < 200; call++)
        {
            var identity = new CallIdentity(call, 0);
            bool[] failed = [.. Enumerable.Range(0, 3).Select(attempt => plan.Decide("a.test", "http", 0, identity, attempt).IsApplied)];

            Assert.Single(failed.Distinct());
        }
    }

    [Fact]
    public void Each_attempt_of_a_dropped_call_is_drawn_anew()
    {
        FaultPlan plan = Plan("dep=* drop=50%");

        Assert.Contains(Enumerable.Range(0, 100), call =>
            plan.Decide("a.test", "http", 0, new CallIdentity(call, 0), 0) != plan.Decide("a.test", "http", 0, new CallIdentity(call, 0), 1));
    }

    [Fact]
    public void The_rules_that_changed_a_call_are_named()
    {
        FaultPlan plan = Plan("dep=* latency=1ms", "dep=other.test latency=1s", "dep=a.test reset=100%");

        Assert.Equal("dep=* latency=1ms; dep=a.test reset=100%", plan.Describe(plan.Decide("a.test", "http", 0, FirstCall, 0)));
    }

    [Fact]
    public void Decisions_depend_on_seed_rule_worker_and_call()
    {
        string Of(ulong seed, int leadingRules, int worker, int call)
        {
            Fault[] faults = [.. Enumerable.Repeat(Fault.Parse("dep=other drop=1%"), leadingRules), Fault.Parse("dep=* drop=50%")];
            var plan = new FaultPlan(faults, seed);
            return string.Concat(Enumerable.Range(0, 64).Select(i => plan.Decide("a", "http", worker, new CallIdentity(i, call), 0).IsApplied ? '1' : '0'));
        }

        string[] patterns = [Of(0, 0, 0, 0), Of(1, 0, 0, 0), Of(0, 1, 0, 0), Of(0, 0, 1, 0), Of(0, 0, 0, 1)];

        Assert.Equal(patterns.Length, patterns.Distinct().Count());
        Assert.Equal(patterns[0], Of(0, 0, 0, 0));
    }

    [Theory]
    [InlineData(0UL, 0, -1, 0, 0, 28_979_518_472)]
    [InlineData(0UL, 0, 0, 0, 0, 6_958_681_038)]
    [InlineData(42UL, 3, 7, 2, 1, 13_183_696_986)]
    [InlineData(ulong.MaxValue, 49, 1999, 0, 0, 29_269_515_978)]
    public void The_same_decision_is_made_on_every_platform(ulong seed, int worker, int exchange, int call, int attempt, long delayTicks)
    {
        var plan = new FaultPlan([Fault.Parse("dep=* jitter=1h")], seed);

        Assert.Equal(delayTicks, plan.Decide("a.test", "http", worker, new CallIdentity(exchange, call), attempt).Delay.Ticks);
    }

    [Fact]
    public void More_rules_than_can_be_told_apart_are_refused()
    {
        Assert.Throws<ReplayConfigurationException>(() => Plan([.. Enumerable.Repeat("dep=* drop=5%", FaultPlan.MostRules + 1)]));
    }

    private static FaultPlan Plan(params string[] rules) => new([.. rules.Select(Fault.Parse)], seed: 1);

    private static double Deviation(int calls, double share) => Math.Sqrt(calls * share * (1 - share));
}
