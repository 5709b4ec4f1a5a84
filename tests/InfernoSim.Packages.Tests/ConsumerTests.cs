namespace InfernoSim.Packages.Tests;

/// <summary>
/// What somebody has who takes the packages: a new test project for each framework, a service project it refers to, and
/// <c>dotnet test</c>.
/// </summary>
[Collection(PackedPackagesGroup.Name)]
public sealed class ConsumerTests(PackedPackages packages)
{
    private const string Healthy = "Survives_the_november_incident";

    // Each with what its failure begins with and the place of its first divergence.
    private static readonly Dictionary<string, string[]> ExpectedOfBroken = new()
    {
        ["AnotherStatus"] = ["FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book): response status differs: expected 201, got 202"],
        ["AnotherBody"] = ["FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book): response body differs at /lucky: expected 7, got 8"],
        ["AMissingCall"] = ["FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 2 (POST http://payments.test/charges): dependency call missing"],
        ["ACallTwice"] = ["FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 2 (GET http://prices.test/prices/book): duplicate dependency call"],
        ["AChangedCall"] = ["FAIL_DIVERGED: ", "exchange 1 (POST /checkout/book), dependency call 2 (POST http://payments.test/charges): dependency call differs at /amount: expected 12, got 13"],
        ["ARandomAnswer"] = ["FAIL_NON_DETERMINISTIC: ", "response body differs at /lucky: expected 7, got "],
    };

    public static TheoryData<string> Frameworks { get; } = ["Xunit", "XunitV3", "NUnit"];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task A_new_project_is_green_on_a_healthy_service_and_red_on_a_broken_one(string framework)
    {
        string folder = Layout(framework);

        TestRun first = await TestAsync(folder, framework, $"FullyQualifiedName~{Healthy}");
        TestRun accepted = await TestAsync(folder, framework, $"FullyQualifiedName~{Healthy}", "--no-build", ("INFERNOSIM_ACCEPT", "1"));
        TestRun all = await TestAsync(folder, framework, filter: null, "--no-build");

        Assert.Contains("INFERNOSIM_ACCEPT=1", Assert.Single(first.Results).Message, StringComparison.Ordinal);
        Assert.Equal("Passed", Assert.Single(accepted.Results).Outcome);
        TestResult healthy = all.Results.Single(result => result.Name.Contains(Healthy, StringComparison.Ordinal));
        Assert.True(healthy.Outcome == "Passed", healthy.Message);
        Assert.Contains("Outcome:             PASS_STRONG", healthy.Output, StringComparison.Ordinal);
        AssertAttached(healthy, framework);
        Assert.Equal(ExpectedOfBroken.Count + 1, all.Results.Count);
        foreach ((string defect, string[] expected) in ExpectedOfBroken)
        {
            TestResult broken = all.Results.Single(result => result.ClassName.EndsWith('.' + defect, StringComparison.Ordinal));
            Assert.Equal("Failed", broken.Outcome);
            Assert.StartsWith(expected[0], broken.Message[broken.Message.IndexOf("FAIL_", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.Contains(expected[1], broken.Message, StringComparison.Ordinal);
            Assert.Contains("\nNext: ", broken.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains("INFERNOSIM REPLAY SUMMARY", broken.Output, StringComparison.Ordinal);
            AssertAttached(broken, framework);
        }
    }

    private static void AssertAttached(TestResult result, string framework)
    {
        // xUnit v2 cannot attach; the files are written all the same, and the output says where.
        string[] files = framework == "Xunit"
            ? [.. result.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("summary", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Where(File.Exists)]
            : [.. result.Attachments];
        Assert.Contains(files, file => file.EndsWith("summary.txt", StringComparison.Ordinal) && File.ReadAllText(file).StartsWith("INFERNOSIM REPLAY SUMMARY", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("summary.json", StringComparison.Ordinal) && File.ReadAllText(file).StartsWith('{'));
    }

    // Nothing of the repository is above the folder, and nothing of ours is in the package cache it restores to.
    private string Layout(string framework)
    {
        string folder = Path.Combine(packages.Root, framework);
        foreach (string part in new[] { "Shop", $"Shop.{framework}Tests", "incidents" })
        {
            Copy(Path.Combine(AppContext.BaseDirectory, "Consumers", part), Path.Combine(folder, part));
        }

        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task<TestRun> TestAsync(string folder, string framework, string? filter, string? option = null, params (string, string)[] environment)
    {
        string results = Path.Combine(folder, $"results-{Guid.NewGuid():N}");
        List<string> arguments = ["test", Path.Combine(folder, $"Shop.{framework}Tests"), "--logger", "trx", "--results-directory", results];
        if (filter is not null)
        {
            arguments.AddRange(["--filter", filter]);
        }

        if (option is not null)
        {
            arguments.Add(option);
        }

        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        CommandResult run = await Command.RunAsync(folder, "dotnet", arguments,
            [("NUGET_PACKAGES", Path.Combine(packages.Root, "cache")), ("RestoreFallbackFolders", cache), ("INFERNOSIM_STATE", Path.Combine(folder, "state")), .. environment]);
        string? trx = Directory.Exists(results) ? Directory.EnumerateFiles(results, "*.trx").SingleOrDefault() : null;
        Assert.True(trx is not null, run.Output);
        return TestRun.Read(trx);
    }
}
