using System.Text.RegularExpressions;
using InfernoSim.Faults;

namespace InfernoSim.Tests.Faults;

/// <summary>What <c>docs/inject-faults.md</c> shows is what happens.</summary>
public partial class InjectFaultsPageTests
{
    private static readonly string Page = Repository.Read("docs/inject-faults.md");

    [Fact]
    public void The_rules_of_its_commands_are_rules()
    {
        Fault[] faults = [.. InjectFlags().Matches(Page).Select(flag => Fault.Parse(flag.Groups[1].Value))];

        Assert.Equal(["payments.test", "stock.test:8080", "payments.test", "stock.test"], faults.Where(fault => fault.Sql is null).Select(fault => fault.Dependency.ToString()));
        Assert.Equal([("orders", "insert"), ("*", null)], faults.Select(fault => fault.Sql).OfType<StatementName>().Select(sql => (sql.Name, sql.Kind)));
    }

    [Fact]
    public void Every_key_is_described()
    {
        string[] described = [.. TableKeys().Matches(Page).Select(row => row.Groups[1].Value)];

        var refused = Assert.Throws<ReplayConfigurationException>(() => Fault.Parse("x=1"));

        Assert.Contains($"Known keys: {string.Join(", ", described.Order())}.", Sorted(refused.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_it_shows_is_the_message()
    {
        var refused = Assert.Throws<ReplayConfigurationException>(() => Fault.Parse("dep=payments.test latncy=200ms"));

        Assert.Contains(refused.Message, Page, StringComparison.Ordinal);
    }

    private static string Sorted(string message) =>
        KnownKeys().Replace(message, keys => $"Known keys: {string.Join(", ", keys.Groups[1].Value.Split(", ").Order())}.");

    [GeneratedRegex("--inject '([^']+)'")]
    private static partial Regex InjectFlags();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableKeys();

    [GeneratedRegex(@"Known keys: ([\w, ]+)\.")]
    private static partial Regex KnownKeys();
}
