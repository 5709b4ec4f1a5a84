namespace InfernoSim.Verdicts;

/// <summary>
/// What an outcome rests on: which incident was replayed by which rules and options, and how much of it was compared. The same
/// inputs give the same receipt, byte for byte, on any machine.
/// </summary>
public sealed record Receipt
{
    /// <summary>SHA-256 of <c>inbound.log</c> and <c>outbound.log</c>, one after the other, in lower-case hex; empty for an incident that was not read from files.</summary>
    public required string Incident { get; init; }

    /// <summary>SHA-256 of the rules that ignore something, a line each, in lower-case hex.</summary>
    public required string Rules { get; init; }

    /// <summary>SHA-256 of the options that an outcome depends on, in lower-case hex.</summary>
    public required string Options { get; init; }

    /// <summary>The version of this package that judged.</summary>
    public required string Engine { get; init; }

    /// <summary>Responses of the service, over all runs and workers.</summary>
    public required ReceiptExchanges Exchanges { get; init; }

    /// <summary>Dependency calls, over all runs and workers.</summary>
    public required ReceiptCalls Calls { get; init; }

    /// <summary>How many values each rule ignored, in the order of the rules.</summary>
    public required IReadOnlyList<ReceiptRule> Ignored { get; init; }

    /// <summary>For a person, in one line. Hashes are cut to 12 digits.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        long values = Ignored.Sum(rule => rule.Values);
        string ignored = values == 0 ? "nothing ignored" : $"{Count(values, "value")} ignored by {Count(Ignored.Count(rule => rule.Values > 0), "rule")}";
        return $"incident {Cut(Incident)}, rules {Cut(Rules)}, options {Cut(Options)}, engine {Engine}: "
            + $"{Exchanges.Compared} of {Exchanges.Expected} responses and {Calls.Served} of {Calls.Expected} calls compared, "
            + $"{Calls.Unserved} unserved, {Calls.Overridden} overridden, {Calls.ByContent} by content, {ignored}";
    }

    private static string Cut(string hash) => hash.Length == 0 ? "in memory" : hash[..Math.Min(12, hash.Length)];

    private static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}

/// <summary>The exchanges of a receipt.</summary>
/// <param name="Expected">Recorded ones that can be replayed, times the runs and workers begun.</param>
/// <param name="Answered">Those that the service answered, or failed as it had in the incident.</param>
/// <param name="Compared">Those of the answered whose status, headers and body the recording holds, so that all of them were compared.</param>
/// <param name="LeftOut">Recorded exchanges that were not replayed at all.</param>
public sealed record ReceiptExchanges(long Expected, long Answered, long Compared, long LeftOut);

/// <summary>The dependency calls of a receipt.</summary>
/// <param name="Expected">Recorded ones, times the runs and workers begun.</param>
/// <param name="Served">Those that were compared with a recorded call and answered from it.</param>
/// <param name="Unserved">Recorded ones that were neither served nor overridden.</param>
/// <param name="Overridden">Those that were answered by a mapping of the user's own.</param>
/// <param name="Unmatched">Calls that no recorded one was left for.</param>
/// <param name="ByContent">Those of the served that named no request and were attributed by their content.</param>
/// <param name="Ambiguous">Those of the served for which several different recorded answers were possible.</param>
public sealed record ReceiptCalls(long Expected, long Served, long Unserved, long Overridden, long Unmatched, long ByContent, long Ambiguous);

/// <summary>What a rule of a receipt ignored.</summary>
/// <param name="Rule">The rule as written.</param>
/// <param name="Values">How many values.</param>
public sealed record ReceiptRule(string Rule, long Values);
