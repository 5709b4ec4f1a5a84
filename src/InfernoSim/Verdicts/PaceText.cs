using System.Globalization;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>The pace of a replay, for a person: how the time between requests relates to that of the incident.</summary>
internal static class PaceText
{
    /// <summary>Says it in one line, with the option that changes it.</summary>
    public static string Of(ReplayPlan plan)
    {
        ReplayOptions options = plan.Options;
        string pace = plan.Schedule.IsPaced
            ? $"{Recorded(options)}, {Seconds(plan.Schedule.Length)} a run"
            : options.Pace == ReplayPace.Causal
                ? plan.Words.Say("causal: pauses of the incident are left out ({Pace=Recorded} keeps them)")
                : "as fast as causality allows, without gaps";
        return options.Time == ReplayTime.Virtual ? $"{pace}, in virtual time" : pace;
    }

    private static string Recorded(ReplayOptions options) => (options.TimeScale / options.Density) switch
    {
        1 => "as recorded",
        0 => "the least gap between any two requests",
        var factor => string.Create(CultureInfo.InvariantCulture, $"the recorded gaps times {factor:0.###}"),
    };

    private static string Seconds(TimeSpan length) => GoDuration.Format(TimeSpan.FromMilliseconds(Math.Round(length.TotalMilliseconds)));
}
