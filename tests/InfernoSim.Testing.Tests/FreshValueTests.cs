using System.Text.RegularExpressions;
using InfernoSim.Noise;
using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests;

/// <summary>The first thing that a new user meets: a service that answers with an id and a time of its own.</summary>
public sealed partial class FreshValueTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_failure_says_that_the_values_look_fresh_and_its_rules_can_be_pasted()
    {
        string incident = await OrderAsync("12");

        IncidentReplay failed = await ReplayAsync(incident);
        string[] rules = [.. Literal().Matches(IgnoreLine(failed.FailureMessage)).Select(rule => rule.Groups[1].Value)];
        IncidentReplay pasted = await ReplayAsync(incident, rules);

        // The time is now in both, and needs no rule.
        Assert.Equal(["json: $.id; route: GET /order; only: {uuid}"], rules);
        Assert.Contains("\nNext: all that differs looks like values that are new each time (ids, times, tokens). If they are, ignore them on the test:\n", failed.FailureMessage, StringComparison.Ordinal);
        Assert.True(pasted.Summary.Outcome == ReplayOutcome.PassStrong, pasted.Summary.ToText());
    }

    [Fact]
    public async Task The_rule_for_a_time_ahead_of_the_clock_says_how_far()
    {
        // It is an hour after the response was sent; the service of the tests does not do that, so the rule hides nothing here.
        string incident = await OrderAsync("12", createdAt: "2023-11-14T23:13:20.5+00:00");

        IncidentReplay failed = await ReplayAsync(incident, "json: $.id; only: {uuid}");

        Assert.EndsWith(
            "If they are, add to what the test ignores already:\n    \"json: $.createdAt; route: GET /order; only: {time+3600}\"\n  or for all tests: [assembly: IncidentDefaults(Ignore = [Fresh.Guids, Fresh.Times])]. infernosim heal finds such rules and writes them into replay.yaml.",
            failed.FailureMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_that_means_something_is_none_of_them()
    {
        string incident = await OrderAsync("13");

        IncidentReplay first = await ReplayAsync(incident);
        IncidentReplay second = await ReplayAsync(incident, Fresh.Guids, Fresh.Times);

        Assert.Contains("\nNext: some of what differs looks like values", first.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("$.total", IgnoreLine(first.FailureMessage), StringComparison.Ordinal);
        Assert.Equal((ReplayOutcome.FailDiverged, "/total"), (second.Summary.Outcome, second.Summary.FirstDivergence!.Location));
        Assert.Contains("\nNext: if the change is a regression, fix the service", second.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_of_a_project_hold_for_its_tests()
    {
        string incident = await OrderAsync("12");
        await File.WriteAllTextAsync(_folder.File("Shop.Tests.csproj"), "<Project />");
        await File.WriteAllTextAsync(_folder.File("replay.yaml"), "runs: 3\nignore: [{fresh: guids}, {fresh: times}]\n");
        await File.WriteAllTextAsync(Path.Combine(incident, "replay.yaml"), "fanout: 2\n");

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident, _folder.File("CheckoutTests.cs")).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal((3, 2), (replay.Summary.Runs.Completed, replay.Summary.Fanout));
    }

    [Fact]
    public async Task The_file_of_the_incident_goes_before_that_of_the_project()
    {
        string incident = await OrderAsync("12");
        await File.WriteAllTextAsync(_folder.File("replay.yaml"), "runs: 3\nignore: [{fresh: guids}]\n");
        await File.WriteAllTextAsync(Path.Combine(incident, "replay.yaml"), "runs: 1\nignore: [{fresh: times}]\n");

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident, _folder.File("CheckoutTests.cs")).RunAsync();

        Assert.Equal(["fresh: times", "fresh: guids"], replay.Summary.Noise.Select(noise => noise.Rule));
        Assert.Equal(1, replay.Summary.Runs.Completed);
    }

    [Fact]
    public async Task The_defaults_of_assembly_and_class_come_before_the_rules_of_the_test()
    {
        string incident = await OrderAsync("12");

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident)
            .With(settings => (settings.Runs, settings.Ignore) = (2, ["header: X-Unused"]))
            .WithDefaults(IncidentDefaultsAttribute.RulesFor(typeof(Derived)))
            .RunAsync();

        Assert.Equal(["fresh: guids", "fresh: times", "header: X-Unused"], replay.Summary.Noise.Select(noise => noise.Rule));
        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
    }

    [Fact]
    public async Task A_default_that_is_no_rule_is_reported_by_its_attribute()
    {
        string incident = await OrderAsync("12");

        ReplayConfigurationException failure = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For<Program>(incident).WithDefaults(IncidentDefaultsAttribute.RulesFor(typeof(Wrong))).RunAsync());

        Assert.StartsWith("IncidentDefaults: fresh: 'dates' is no set of fresh values", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fresh.Guids)]
    [InlineData(Fresh.Times)]
    [InlineData(Fresh.Ulids)]
    public void A_ready_set_is_a_rule(string set) => Assert.Equal((NoiseKind.Fresh, set), (NoiseRule.Parse(set).Kind, NoiseRule.Parse(set).ToString()));

    private Task<string> OrderAsync(string total, string createdAt = "2023-11-14T22:13:20.0011+00:00") => new HandmadeIncident()
        .Exchange("/order", 200, "application/json; charset=utf-8", $$"""{"id":"9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d","createdAt":"{{createdAt}}","total":{{total}}}""")
        .WriteAsync(_folder.File("incident"));

    private static Task<IncidentReplay> ReplayAsync(string incident, params string[] ignore) =>
        IncidentReplayer.For<Program>(incident).With(settings => (settings.Runs, settings.Ignore) = (2, ignore)).RunAsync();

    private static string IgnoreLine(string message) => message.Split('\n').Single(line => line.TrimStart().StartsWith("Ignore = [", StringComparison.Ordinal));

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Literal();

    [IncidentDefaults(Ignore = [Fresh.Guids])]
    private class Base;

    [IncidentDefaults(Ignore = [Fresh.Times, Fresh.Guids])]
    private sealed class Derived : Base;

    [IncidentDefaults(Ignore = ["fresh: dates"])]
    private sealed class Wrong;
}
