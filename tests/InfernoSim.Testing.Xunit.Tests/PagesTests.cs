namespace InfernoSim.Testing.Xunit.Tests;

/// <summary>The examples of the attribute on the pages are the tests that run here and in the projects beside.</summary>
public sealed class PagesTests
{
    [Theory]
    [InlineData("README.md", "InfernoSim.Testing.Xunit.Tests/Checkout.cs")]
    [InlineData("docs/write-a-test.md", "InfernoSim.Testing.Xunit.Tests/Checkout.cs")]
    [InlineData("docs/write-a-test.md", "InfernoSim.Testing.NUnit.Tests/Checkout.cs")]
    [InlineData("docs/write-a-test.md", "InfernoSim.Testing.MSTest.Tests/Checkout.cs")]
    [InlineData("docs/write-a-test.md", "InfernoSim.Testing.TUnit.Tests/Checkout.cs")]
    [InlineData("docs/envelope.md", "InfernoSim.Testing.Xunit.Tests/CheckoutLoad.cs")]
    [InlineData("docs/adapters.md", "InfernoSim.Packages.Tests/Consumers/Plain.Testing/IncidentTests.cs")]
    public void The_example_is_a_test_that_runs(string page, string test)
    {
        string code = Repository.Read($"tests/{test}");
        string example = code[(code.IndexOf(";\n\n", StringComparison.Ordinal) + 1)..].Trim();

        Assert.Contains($"```csharp\n{example}\n```\n", Repository.Read(page), StringComparison.Ordinal);
    }
}
