using System.Globalization;
using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public partial class WallTimeBudgetTests
{
    [Theory]
    [InlineData(2000, 100, 1.0, 1.0, "2ms", "30s")] // an ordinary incident: 200 s
    [InlineData(2000, 100, 0.5, 3.0, "2ms", "30s")]
    [InlineData(1200, 5, 1.0, 1.0, "2ms", "3s")] // gaps at the least gap take most of the budget
    [InlineData(1200, 5, 1.0, 1.0, "4ms", "3s")] // the least gap alone takes more than the budget
    [InlineData(100, 0.5, 1.0, 1.0, "1s", "30s")]
    [InlineData(3, 3_600_000, 1.0, 1.0, "2ms", "1s")]
    [InlineData(2, 100, 0.0, 1.0, "10s", "5s")]
    [InlineData(3, 31_000_000_000.0, 1.0, 1.0, "2ms", "1s")] // years
    public void Each_remedy_that_the_message_names_makes_the_schedule_fit(int exchanges, double gap, double timeScale, double density, string minGap, string budget)
    {
        Incident incident = Paced(exchanges, gap);
        var options = new ReplayOptions { TimeScale = timeScale, Density = density, MinGap = GoDuration.Parse(minGap), MaxWallTime = GoDuration.Parse(budget) };

        string message = Assert.Throws<ReplayConfigurationException>(() => ReplayPlan.Create(incident, options)).Message;

        string[] remedies = message[(message.IndexOf("fit: ", StringComparison.Ordinal) + 5)..].TrimEnd('.').Split(", ");
        Assert.InRange(remedies.Length, 2, 3);
        Assert.All(remedies, remedy => ReplayPlan.Create(incident, Apply(options, remedy)));
        Assert.Contains($"MaxWallTime is {budget}", message, StringComparison.Ordinal);
        Assert.Contains($"{exchanges} exchanges", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_gaps_at_the_least_gap_do_not_make_the_scale_too_large()
    {
        // 2.4 s of least gaps and one recorded gap of 10 s: scaling by budget over need would leave 4.4 s.
        var options = new ReplayOptions { MaxWallTime = TimeSpan.FromSeconds(3) };
        var incident = new IncidentBuilder();
        for (int i = 0; i < 1200; i++)
        {
            incident.Exchange("/", at: i);
        }

        incident.Exchange("/", at: 11_200);

        string message = Assert.Throws<ReplayConfigurationException>(() => ReplayPlan.Create(incident.Build(), options)).Message;

        string scale = Flag().Matches(message).Single(flag => flag.Groups[1].Value == "TimeScale").Value;
        Assert.True(ReplayPlan.Create(incident.Build(), Apply(options, scale)).Schedule.Length <= options.MaxWallTime);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("200s")]
    public void A_schedule_that_fits_or_has_no_budget_is_not_refused(string budget)
    {
        ReplayPlan plan = ReplayPlan.Create(Paced(2000, 100), new ReplayOptions { MaxWallTime = GoDuration.Parse(budget) });

        Assert.Equal(TimeSpan.FromMilliseconds(199_900), plan.Schedule.Length);
    }

    private static Incident Paced(int exchanges, double gap)
    {
        var incident = new IncidentBuilder();
        for (int i = 0; i < exchanges; i++)
        {
            incident.Exchange("/", at: i * gap, took: 0);
        }

        return incident.Build();
    }

    private static ReplayOptions Apply(ReplayOptions options, string remedy)
    {
        foreach (Match flag in Flag().Matches(remedy))
        {
            string value = flag.Groups[2].Value;
            options = flag.Groups[1].Value switch
            {
                "MaxWallTime" => options with { MaxWallTime = GoDuration.Parse(value) },
                "MinGap" => options with { MinGap = GoDuration.Parse(value) },
                "TimeScale" => options with { TimeScale = double.Parse(value, CultureInfo.InvariantCulture) },
                "Density" => options with { Density = double.Parse(value, CultureInfo.InvariantCulture) },
                _ => throw new InvalidOperationException(flag.Value),
            };
        }

        return options;
    }

    [GeneratedRegex(@"([A-Z]\w+) = (\S+?)(?=[,.]? |[,.]?$)")]
    private static partial Regex Flag();
}
