using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Results;

namespace InfernoSim.Packages.Tests;

/// <summary>
/// What somebody has who takes the packages: a new test project of each framework, a service project that they refer to, and
/// <c>dotnet test</c>.
/// </summary>
public sealed class ConsumerTests(Consumers consumers) : IClassFixture<Consumers>
{
    private const string Healthy = "Survives_the_november_incident";

    public static TheoryData<string> Frameworks { get; } = [.. Consumers.Frameworks];

    // Each defect of the shop, with what the failure begins with and the first divergence that it names.
    public static TheoryData<string, string, string> Defects { get; } = new()
    {
        { "AnotherStatus", "FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book): response status differs: expected 201, got 202" },
        { "AnotherBody", "FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book): response body differs at /lucky: expected 7, got 8" },
        { "AMissingCall", "FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 2 (POST http://payments.test/charges): dependency call missing" },
        { "ACallTwice", "FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 1 (GET http://prices.test/prices/book): duplicate dependency call" },
        { "AChangedCall", "FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 2 (POST http://payments.test/charges): dependency call differs at body/amount: expected 12, got 13" },
        { "ARandomAnswer", "FAIL_NON_DETERMINISTIC: ", "response body differs at /lucky: expected 7, got " },
    };

    [LongTheory]
    [MemberData(nameof(Frameworks))]
    public void A_new_test_fails_until_its_snapshot_is_accepted(string framework)
    {
        TestResult first = consumers.First[framework].Single(result => result.Name.Contains(Healthy, StringComparison.Ordinal));
        TestResult accepted = Assert.Single(consumers.Accepted[framework]);

        Assert.Equal("Failed", first.Outcome);
        Assert.Contains("INFERNOSIM_ACCEPT=1", first.Message, StringComparison.Ordinal);
        Assert.True(accepted.Outcome == "Passed", accepted.Message);
        Assert.Contains("PASS_STRONG", accepted.Output, StringComparison.Ordinal);
        AssertAttached(accepted, framework);
    }

    [LongTheory]
    [MemberData(nameof(Defects))]
    public void A_test_of_each_framework_is_red_on_a_broken_service(string defect, string outcome, string divergence)
    {
        foreach (string framework in Consumers.Frameworks)
        {
            TestResult broken = consumers.First[framework].Single(result => result.ClassName.EndsWith('.' + defect, StringComparison.Ordinal));

            Assert.Equal("Failed", broken.Outcome);
            string message = broken.Message[broken.Message.IndexOf("FAIL_", StringComparison.Ordinal)..].ReplaceLineEndings("\n");
            Assert.StartsWith(outcome, message, StringComparison.Ordinal);
            Assert.Contains(divergence, message, StringComparison.Ordinal);
            Assert.Contains("\nNext: ", message, StringComparison.Ordinal);
            Assert.Contains("INFERNOSIM REPLAY SUMMARY", broken.Output, StringComparison.Ordinal);
            AssertAttached(broken, framework);
        }
    }

    [LongTheory]
    [MemberData(nameof(Frameworks))]
    public void No_test_is_lost(string framework) => Assert.Equal(Defects.Count + 1, consumers.First[framework].Count);

    // xUnit v2 cannot attach files: they are written all the same, and the output says where.
    private static void AssertAttached(TestResult result, string framework)
    {
        IEnumerable<string> files = framework == "Xunit" ? result.Output.Split([' ', '\n', '\r']).Where(File.Exists) : result.Attachments;

        Assert.Contains(files, file => file.EndsWith(".txt", StringComparison.Ordinal) && File.ReadAllText(file).StartsWith("INFERNOSIM REPLAY SUMMARY", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".json", StringComparison.Ordinal) && File.ReadAllText(file).StartsWith('{'));
    }
}
