using InfernoSim.Faults;

namespace InfernoSim.Tests.Faults;

public class FaultTests
{
    [Fact]
    public void Every_key_is_read_into_its_property()
    {
        const string Rule = "dep=Payments.test:8443  latency=+200ms timeout=1s\tretries=2 jitter=50ms drop=5% reset=4% blackhole=0.03 status=503 rate=0.1";

        Fault fault = Fault.Parse(Rule);

        Assert.Equal(Rule, fault.Text);
        Assert.Equal("payments.test", fault.Dependency.Host);
        Assert.Equal(8443, fault.Dependency.Port);
        Assert.Equal(TimeSpan.FromMilliseconds(200), fault.Latency);
        Assert.Equal(TimeSpan.FromSeconds(1), fault.Timeout);
        Assert.Equal(2, fault.Retries);
        Assert.Equal(TimeSpan.FromMilliseconds(50), fault.Jitter);
        Assert.Equal(0.05, fault.Drop);
        Assert.Equal(0.04, fault.Reset);
        Assert.Equal(0.03, fault.Blackhole);
        Assert.Equal(503, fault.Status);
        Assert.Equal(0.1, fault.Rate);
    }

    [Fact]
    public void What_a_rule_does_not_say_is_off_and_it_applies_to_every_call()
    {
        Fault fault = Fault.Parse("dep=* status=429");

        Assert.True(fault.Dependency.IsEvery);
        Assert.Equal(TimeSpan.Zero, fault.Latency);
        Assert.Equal(TimeSpan.Zero, fault.Jitter);
        Assert.Null(fault.Timeout);
        Assert.Equal(0, fault.Retries);
        Assert.Equal(0, fault.Drop);
        Assert.Equal(0, fault.Reset);
        Assert.Equal(0, fault.Blackhole);
        Assert.Equal(1, fault.Rate);
    }

    [Theory]
    [InlineData("drop=5%", 0.05)]
    [InlineData("drop=0.5%", 0.005)]
    [InlineData("drop=0.05", 0.05)]
    [InlineData("drop=1", 1)]
    [InlineData("drop=100%", 1)]
    [InlineData("drop=0%", 0)]
    public void A_share_is_a_percentage_or_a_fraction(string drop, double share)
    {
        Assert.Equal(share, Fault.Parse($"dep=a {drop}").Drop);
    }

    [Theory]
    [InlineData("dep=a latncy=200ms", "'latncy' is not a key", "Did you mean 'latency'?")]
    [InlineData("dep=a Latency=200ms", "'Latency' is not a key", "Did you mean 'latency'?")]
    [InlineData("dep=a stat=500", "Known keys: dep, latency, timeout, retries, jitter, drop, reset, blackhole, status, rate", "Did you mean 'status'?")]
    [InlineData("host=a drop=5%", "'host' is not a key", "Known keys")]
    [InlineData("latency=200ms", "does not say which dependency", "dep=*")]
    [InlineData("", "does not say which dependency", "dep=*")]
    [InlineData("dep=a", "has no effect", "latency")]
    [InlineData("dep=a rate=10%", "has no effect", "latency")]
    [InlineData("dep=a drop=5% drop=6%", "says 'drop' twice", "two rules")]
    [InlineData("dep=a latency=", "'latency' has no value", "latency=+200ms")]
    [InlineData("dep=a latency", "'latency' has no value", "latency=+200ms")]
    [InlineData("dep=a latency=200", "latency='200' is not a duration", "latency=+200ms")]
    [InlineData("dep=a latency=-1s", "latency='-1s' is not between 0 and 24h", "latency=+200ms")]
    [InlineData("dep=a timeout=25h", "timeout='25h' is not between 0 and 24h", "timeout=1s")]
    [InlineData("dep=a retries=-1", "retries='-1' is not a whole number", "retries=2")]
    [InlineData("dep=a retries=1.5", "retries='1.5' is not a whole number", "retries=2")]
    [InlineData("dep=a status=100", "status='100' is not a whole number from 200 to 599", "status=503")]
    [InlineData("dep=a status=600", "status='600' is not a whole number from 200 to 599", "status=503")]
    [InlineData("dep=a drop=101%", "drop='101%' is not a share", "drop=5%")]
    [InlineData("dep=a drop=5", "drop='5' is not a share", "drop=5%")]
    [InlineData("dep=a reset=2", "reset='2' is not a share", "reset=5%")]
    [InlineData("dep=a blackhole=1s", "blackhole='1s' is not a share", "blackhole=5%")]
    [InlineData("sql=orders reset=5%", "'reset' and 'blackhole' are for calls over HTTP", "error=connection")]
    [InlineData("sql=orders blackhole=5%", "'reset' and 'blackhole' are for calls over HTTP", "error=connection")]
    [InlineData("dep=a drop=5% rate=NaN", "rate='NaN' is not a share", "rate=10%")]
    [InlineData("dep=a drop=5% rate=%", "rate='%' is not a share", "rate=10%")]
    [InlineData("sql=orders", "has no effect", "error")]
    [InlineData("sql=orders dep=a latency=1s", "'sql' is for statements", "error=deadlock")]
    [InlineData("sql=orders status=500", "'sql' is for statements", "error=deadlock")]
    [InlineData("dep=a error=deadlock", "'kind' and 'error' are for statements", "sql=TABLE")]
    [InlineData("sql=orders error=locked", "error='locked' is none of deadlock, serialization, unique and connection", "error=deadlock")]
    [InlineData("dep=http://a drop=5%", "dep='http://a' does not name a dependency", "HOST:PORT")]
    public void A_rule_that_cannot_be_meant_is_refused_with_the_remedy(string rule, string reason, string remedy)
    {
        var refused = Assert.Throws<ReplayConfigurationException>(() => Fault.Parse(rule));

        Assert.Contains($"'{rule}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments.test", "payments.test", "http", true)]
    [InlineData("payments.test", "PAYMENTS.test.:8080", "http", true)]
    [InlineData("payments.test:80", "payments.test", "http", true)]
    [InlineData("payments.test:443", "payments.test", "https", true)]
    [InlineData("payments.test:443", "payments.test", "http", false)]
    [InlineData("payments.test:8080", "payments.test:8081", "http", false)]
    [InlineData("payments.test", "payments.test.example", "http", false)]
    [InlineData("*", "anything:1", "http", true)]
    public void A_rule_matches_its_dependency_with_the_default_port_filled_in(string dependency, string authority, string scheme, bool matches)
    {
        Assert.Equal(matches, Fault.Parse($"dep={dependency} drop=5%").Matches(authority, scheme));
    }
}
