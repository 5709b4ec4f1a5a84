using System.Text.Json.Serialization;

namespace InfernoSim.Verdicts;

/// <summary>
/// What an outcome rests on: which incident was replayed by which rules and options, and how much of it was compared. The same
/// inputs give the same receipt, byte for byte, on any machine.
/// </summary>
public sealed class Receipt
{
    /// <summary>SHA-256 of <c>inbound.log</c>, <c>outbound.log</c> and <c>sql.log</c>, one after the other, in lower-case hex; empty for an incident that was not read from files.</summary>
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
            + $"{Exchanges.Compared} of {Exchanges.Expected} responses and {Calls.Served} of {Calls.Expected} calls{(Calls.Statements == 0 ? "" : $" ({Count(Calls.Statements, "SQL statement")} expected)")} compared, "
            + $"{Calls.Unserved} unserved, {Calls.Overridden} overridden, {Calls.ByContent} by content, {Exchanges.Resent} resent, {ignored}";
    }

    private static string Cut(string hash) => hash.Length == 0 ? "in memory" : hash[..Math.Min(12, hash.Length)];

    private static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}

/// <summary>The exchanges of a receipt.</summary>
public sealed class ReceiptExchanges(long expected, long answered, long compared, long leftOut, long resent)
{
    /// <summary>Recorded ones that can be replayed, times the runs and workers begun.</summary>
    public long Expected { get; } = expected;

    /// <summary>Those that the service answered, or failed as it had in the incident.</summary>
    public long Answered { get; } = answered;

    /// <summary>Those of the answered whose status, headers and body the recording holds, so that all of them were compared.</summary>
    public long Compared { get; } = compared;

    /// <summary>Recorded exchanges that were not replayed at all.</summary>
    public long LeftOut { get; } = leftOut;

    /// <summary>
    /// Requests that the transport began to send a second time, because the connection was closed before a response. Each was kept from it, and
    /// is a request without a response.
    /// </summary>
    public long Resent { get; } = resent;
}

/// <summary>The dependency calls of a receipt.</summary>
public sealed class ReceiptCalls(long expected, long served, long unserved, long overridden, long unmatched, long byContent, long ambiguous)
{
    /// <summary>Recorded ones, times the runs and workers begun.</summary>
    public long Expected { get; } = expected;

    /// <summary>Those of the expected that are statements for databases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Statements { get; internal init; }

    /// <summary>Those that were compared with a recorded call and answered from it.</summary>
    public long Served { get; } = served;

    /// <summary>Recorded ones that were neither served nor overridden.</summary>
    public long Unserved { get; } = unserved;

    /// <summary>Those that were answered by a mapping of the user's own.</summary>
    public long Overridden { get; } = overridden;

    /// <summary>Calls that no recorded one was left for.</summary>
    public long Unmatched { get; } = unmatched;

    /// <summary>Those of the served that named no request and were attributed by their content.</summary>
    public long ByContent { get; } = byContent;

    /// <summary>Those of the served for which several different recorded answers were possible.</summary>
    public long Ambiguous { get; } = ambiguous;
}

/// <summary>What a rule of a receipt ignored.</summary>
public sealed class ReceiptRule(string rule, long values)
{
    /// <summary>The rule as written.</summary>
    public string Rule { get; } = rule;

    /// <summary>How many values.</summary>
    public long Values { get; } = values;
}
