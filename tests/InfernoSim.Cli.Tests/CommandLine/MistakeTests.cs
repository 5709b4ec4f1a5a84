namespace InfernoSim.Cli.Tests.CommandLine;

/// <summary>What a person reads after a slip: the flag, the value, and what to type instead.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("replay --runs 0", "--runs: '0' is not a whole number from 1 to 65535; for example --runs 10")]
    [InlineData("replay --runs=ten", "--runs: 'ten' is not a whole number from 1 to 65535; for example --runs 10")]
    [InlineData("replay --fanout=-1", "--fanout: '-1' is not a whole number from 1 to 65535; for example --fanout 50")]
    [InlineData("replay --max-events -1", "--max-events: '-1' is not a whole number from 0 to 2147483647; for example --max-events 100")]
    [InlineData("replay --time-scale fast", "--time-scale: 'fast' is not a number from 0 to 1000000; for example --time-scale 0.5")]
    [InlineData("replay --time-scale NaN", "--time-scale: 'NaN' is not a number from 0 to 1000000; for example --time-scale 0.5")]
    [InlineData("replay --density 0", "--density: '0' is not a number from 0.000001 to 1000000; for example --density 2")]
    [InlineData("replay --min-gap 2", "--min-gap: '2' is not a duration of 0 or more with its unit (ms, s, m, h); for example --min-gap 2ms")]
    [InlineData("replay --window -5s", "--window: '-5s' is not a duration of 0 or more with its unit (ms, s, m, h); for example --window 20s")]
    [InlineData("replay --max-wall-time 1d", "--max-wall-time: '1d' is not a duration of 0 or more with its unit (ms, s, m, h); for example --max-wall-time 5m")]
    [InlineData("replay --max-idle-time=", "--max-idle-time: '' is not a duration of 0 or more with its unit (ms, s, m, h); for example --max-idle-time 10s")]
    [InlineData("replay --seed -1", "--seed: '-1' is not a whole number from 0 to 18446744073709551615; for example 42")]
    [InlineData("replay --target-base localhost:1/x", "--target-base: 'localhost:1/x' has a path, but recorded requests bring their own; give http://localhost:1")]
    [InlineData("replay --target-base ftp://a", "--target-base: 'ftp://a' is not the address of a service; give http://host:port, for example http://localhost:8084")]
    [InlineData("replay --json=maybe", "--json: 'maybe' is neither true nor false; leave it out, or give --json=false")]
    [InlineData("replay --allow-writes --safe-mode", "--allow-writes and --safe-mode exclude each other; give one of them")]
    [InlineData("replay --incident a b", "--incident: 'a' and 'b' are two different folders; give one of them")]
    [InlineData("replay --header Authorization", "--header: the value does not begin with a header name and a colon; for example 'Authorization: Bearer ${TOKEN}'")]
    [InlineData("replay --header a:${TOKEN}", "--header: 'a' uses ${TOKEN}, but the environment variable TOKEN is not set; set it, or write $${ for a literal ${")]
    [InlineData("replay --runs", "--runs: the value is missing; give --runs N")]
    [InlineData("replay --runs 1 --runs 2", "--runs: given 2 times with '1' and '2'; give it once")]
    [InlineData("replay --runz 5", "--runz: there is no such flag of 'infernosim replay'; the nearest is --runs")]
    [InlineData("replay --runz=5", "--runz: there is no such flag of 'infernosim replay'; the nearest is --runs")]
    [InlineData("replay -runs=5", "-runs: there is no such flag of 'infernosim replay'; the nearest is --runs")]
    [InlineData("replay --timescale=1 x", "--timescale: there is no such flag of 'infernosim replay'; the nearest is --time-scale")]
    [InlineData("replay a b", "'b': 'infernosim replay' takes one argument besides its flags; put quotes around a value with spaces in it")]
    [InlineData("capture --out d", "--forward is missing; give --forward URL")]
    [InlineData("capture --forward :1", "--out is missing; give --out DIR")]
    [InlineData("capture --forward :1 --out d --max-body lots", "--max-body: 'lots' is not a size from 0 to 2147483647 bytes; for example 64KiB, 1MiB or 1048576")]
    [InlineData("capture --forward :1 --out d --max-body 2GiB", "--max-body: '2GiB' is not a size from 0 to 2147483647 bytes; for example 64KiB, 1MiB or 1048576")]
    [InlineData("capture --forward=a:b --out d", "--forward: 'a:b' is not a service to forward to. Write host and port, such as 'localhost:8080', or a URL without a path, such as 'http://localhost:8080'.")]
    [InlineData("capture --forward :1 --out d --outbound-listen 0.0.0.0:9000", "--outbound-listen: whoever reaches 0.0.0.0:9000 could call, through this machine, all that this machine reaches, itself and its network among it. Say with --allow what may be called, such as payments.test, '*.example.test' or 10.0.0.0/8, or listen on this machine alone with :9000.")]
    [InlineData("--mode=proxy --listen=[::]:9000", "--listen: whoever reaches [::]:9000 could call, through this machine, all that this machine reaches, itself and its network among it. Say with --allow what may be called, such as payments.test, '*.example.test' or 10.0.0.0/8, or listen on this machine alone with :9000.")]
    [InlineData("capture --forward :1 --out d --allow http://a", "--allow: 'http://a' is not a destination. Write a host such as api.example.test, '*.example.test' for those below one, '*' for every host, an address such as 10.0.0.7, each with a port if wanted, such as api.example.test:8080, or a network such as 10.0.0.0/8.")]
    [InlineData("--mode=inbound --forward=:1 --allow a.test", "--allow: has an effect only on the outbound proxy, and there is none")]
    [InlineData("capture --forward :1 --out d --outbound-listen= --allow a.test", "--allow: has an effect only on the outbound proxy, and there is none")]
    [InlineData("--mode=inbound --forward=:1 --inject dep=a", "--inject: Fault rule 'dep=a': it has no effect. Add at least one of latency, timeout, retries, jitter, drop, reset, blackhole, status.")]
    [InlineData("--mode=inbound --forward=:1 --seed 1", "--seed: has an effect only on the outbound proxy, and there is none")]
    [InlineData("--mode=proxy --seed 1", "--seed: has an effect only together with --inject")]
    [InlineData("--mode=replay", "--mode: 'replay' is not a mode; give inbound or proxy (to replay: infernosim replay)")]
    [InlineData("--mode=inbound", "--forward is missing; give --forward URL")]
    [InlineData("--mode=proxy --forward=:1", "--forward: --mode proxy forwards every call to where it was going; leave --forward out, or give --mode inbound")]
    [InlineData("--listen=:1", "--mode is missing; give --mode inbound, --mode proxy, or a command: infernosim capture, infernosim replay")]
    [InlineData("--mode=proxy replay", "--mode: does not go together with 'infernosim replay' when it stands before it; put the command's own flags behind it")]
    [InlineData("accept a b", "'b': 'infernosim accept' takes one argument besides its flags; put quotes around a value with spaces in it")]
    [InlineData("accept --al", "--al: there is no such flag of 'infernosim accept'; the nearest is --all")]
    [InlineData("acept", "'acept' is not a command; the nearest is 'infernosim accept'")]
    [InlineData("repaly x", "'repaly' is not a command; the nearest is 'infernosim replay'")]
    public void A_mistake_is_one_line_that_says_what_to_type(string commandLine, string expected)
    {
        string mistake = CommandLines.Mistake(commandLine.Split(' '));

        Assert.Equal(expected, mistake);
    }

    [Fact]
    public void Two_mistakes_are_two_lines()
    {
        IReadOnlyList<string> mistakes = CommandLines.Mistakes("replay", "--runs=0", "--seed=x");

        Assert.Equal(["--runs: '0'", "--seed: 'x'"], mistakes.Select(line => line[..line.IndexOf(" is not", StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_header_value_is_never_repeated_in_a_message()
    {
        string mistake = CommandLines.Mistake("replay", "--header", "Bearer s3cret");

        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_says_what_one_looks_like()
    {
        string mistake = CommandLines.Mistake("replay", "--stub-listen", "9000");

        Assert.StartsWith("--stub-listen: '9000' is not an address to listen on", mistake, StringComparison.Ordinal);
        Assert.Contains("18080", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_rule_that_cannot_be_read_names_the_flag()
    {
        string mistake = CommandLines.Mistake("replay", "--inject", "dep=a latancy=1s");

        Assert.StartsWith("--inject: ", mistake, StringComparison.Ordinal);
        Assert.Contains("'latency'", mistake, StringComparison.Ordinal);
    }
}
