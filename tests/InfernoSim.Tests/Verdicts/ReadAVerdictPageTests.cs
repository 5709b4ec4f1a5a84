using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Verdicts;

/// <summary>What <c>docs/read-a-verdict.md</c> says of outcomes is what a verdict does.</summary>
public partial class ReadAVerdictPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs/read-a-verdict.md"));

    [Fact]
    public void The_table_has_every_outcome_with_its_exit_code()
    {
        IEnumerable<string> expected = Enum.GetValues<ReplayOutcome>().Select(outcome => $"{outcome.ToReportName()} {outcome.ToExitCode()}");

        Assert.Equal(expected, Rows().Matches(Page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}"));
    }

    [Fact]
    public void The_order_on_the_page_is_the_one_in_which_causes_hide_each_other()
    {
        // Everything is wrong at once; taking the first cause away shows the next.
        ReplayObservations observed = EverythingIsWrong();
        ReplayPlan whole = observed.Plan;
        var outcomes = new List<ReplayOutcome> { (observed with { Plan = PlanOf(new IncidentBuilder().Unattributed(Tunnel)) }).Judge().Outcome };
        outcomes.Add((observed with { Plan = PlanOf(new IncidentBuilder()) }).Judge().Outcome);
        Next(observed with { Plan = PlanOf(new IncidentBuilder().Exchange("/").Lost(new IncidentLoss("inbound.log", "event 3 is missing"))) });
        Next(observed with { Parts = observed.Parts with { Unreachable = null } });
        Next(observed with { Plan = whole });
        Next(observed with { Unauthorized = 0 });
        Next(observed with { Parts = observed.Parts with { Runs = [Run(seconds: 3, late: 4)] } });
        Next(observed with { Nondeterminism = new Nondeterminism(0, "GET /", 0, 0, "this", 0, 1, "that") });
        Next(observed with { Nondeterminism = null });
        Next(observed.Diverged());
        Next(observed with { Parts = observed.Parts with { Runs = [Run()] } });
        outcomes.Add(Passed().Judge().Outcome);

        Assert.Equal(outcomes.Select(outcome => outcome.ToReportName()), Steps().Matches(Page).Select(step => step.Groups[1].Value));

        ReplayPlan PlanOf(IncidentBuilder incident) => ReplayPlan.Create(incident.Build(), whole.Options);

        void Next(ReplayObservations changed)
        {
            observed = changed;
            outcomes.Add(observed.Judge().Outcome);
        }
    }

    private static IncidentEvent Tunnel => IncidentBuilder.Call("http://bank.test") with { Method = "CONNECT", Url = "bank.test:443" };

    // One run only, so that what is left in the end is weak.
    private static ReplayObservations EverythingIsWrong() => (Passed(Options with { Runs = 1, Fanout = 1, Window = TimeSpan.FromSeconds(1) }) with
    {
        Unauthorized = 3,
        LackingHeaders = ["Authorization"],
        Nondeterminism = new Nondeterminism(2, "GET /2", 0, 0, "this", 0, 1, "that"),
        Parts = new ReplayRecordingParts { Unreachable = "http://x: refused", Runs = [Run(seconds: 3, late: 4, stall: "nothing happened")] },
    }).Diverged(Status());

    [GeneratedRegex(@"^\| `([A-Z_]+)` \| (\d) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^\d+\. `([A-Z_]+)`", RegexOptions.Multiline)]
    private static partial Regex Steps();
}
