using System.Text.RegularExpressions;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>A change of the service, and what a replay must say about it.</summary>
/// <param name="Name">What is planted, in words.</param>
/// <param name="Plant">Makes the variant; a new one for each replay, since some have state.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="First">The first divergence; <see langword="null"/> when there must be none.</param>
internal sealed record TrustCase(string Name, Func<Mutation> Plant, ReplayOutcome Outcome, ExpectedDivergence? First = null)
{
    /// <summary>What is asked: two runs of two workers, as fast as causality allows, unless a case needs something else.</summary>
    public ReplayOptions Options { get; init; } = Usual;

    public static ReplayOptions Usual { get; } = new()
    {
        Runs = 2,
        Fanout = 2,
        TimeScale = 0,
        MinGap = TimeSpan.Zero,
        MaxWallTime = TimeSpan.FromMinutes(2),
        MaxIdleTime = TimeSpan.FromSeconds(30),
        Headers = [new("Authorization", $"Bearer {AccountEndpoints.Token}")],
    };

    /// <summary>What stands at each place of the incident.</summary>
    public IReadOnlyList<string> Places { get; init; } = Traffic.Names;

    /// <summary>How it is replayed: the variant of the service from the recorded incident, unless a case is about something else.</summary>
    public Func<RecordedShop, TrustCase, Task<ReplaySummary>> Replay { get; init; } =
        (shop, variant) => ReplayedService.ReplayAsync(shop.Incident, shop.Dependencies, variant.Plant(), variant.Options);
}

/// <summary>Where a replay must first differ, and how. Authorities are named for the dependencies.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Exchange">Where in the incident, a constant of <see cref="Traffic"/>; -1 for none.</param>
/// <param name="Call">Which dependency call of the exchange.</param>
/// <param name="Location">Where in the message.</param>
/// <param name="Expected">What the incident holds.</param>
/// <param name="Got">What came; of a failed connection without the transport's own words in parentheses.</param>
internal sealed partial record ExpectedDivergence(DivergenceKind Kind, int Exchange, int? Call, string Location, string Expected, string Got)
{
    /// <summary>Stands for what was recorded where that is another each time the suite records.</summary>
    public const string Recorded = "(recorded)";

    /// <summary>A divergence in the same terms.</summary>
    public static ExpectedDivergence Of(Divergence divergence, Func<string, string> withoutPorts)
    {
        bool isTransport = divergence.Kind is DivergenceKind.ResponseFailed;
        string got = isTransport && divergence.Got.IndexOf(" (", StringComparison.Ordinal) is > 0 and var detail ? divergence.Got[..detail] : divergence.Got;
        return new ExpectedDivergence(
            divergence.Kind, divergence.Exchange, divergence.Call, withoutPorts(divergence.Location), Named(withoutPorts(divergence.Expected)), Named(withoutPorts(got)));
    }

    private static string Named(string text) => LongNumber().Replace(
        Token().Replace(NewEachTime().Replace(Own().Replace(Mark().Replace(text, "[REDACTED]"), "own is its"), Recorded), "(token)"),
        number => $"({number.Length} digits)");

    // A mark tells secrets of one recording apart, and so is another in each.
    [GeneratedRegex(@"\[REDACTED:[0-9a-f]+\]")]
    private static partial Regex Mark();

    // Which worker is given which number is chance.
    [GeneratedRegex(@"own is \d+")]
    private static partial Regex Own();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|t=\d+,v1=[0-9a-f]+")]
    private static partial Regex NewEachTime();

    // Of a long value an excerpt is shown.
    [GeneratedRegex(@"""?…?(?=[a-z0-9_.-]*[A-Z])[A-Za-z0-9_.-]{60,}…?""?")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<!\d)\d{17,}(?!\d)")]
    private static partial Regex LongNumber();
}
