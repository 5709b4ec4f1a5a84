using InfernoSim.Matching;

namespace InfernoSim.Faults;

/// <summary>
/// One injected rule, for example <c>dep=payments.test latency=+200ms drop=5%</c>. Everything a rule says applies together;
/// <c>docs/inject-faults.md</c> describes each key.
/// </summary>
public sealed class Fault
{
    /// <summary>How long <c>blackhole=</c> keeps a call at most whose caller never gives it up.</summary>
    internal static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>The status that <c>retries=N</c> fails the first N attempts with: 503 Service Unavailable.</summary>
    internal const int RetryStatus = 503;

    internal Fault(string text, DependencyName dependency)
    {
        Text = text;
        Dependency = dependency;
    }

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    /// <summary><c>dep=</c>: the dependency whose calls the rule is for.</summary>
    internal DependencyName Dependency { get; }

    /// <summary><c>latency=</c>: a fixed delay before the answer; zero or more.</summary>
    /// <value>The default is zero.</value>
    internal TimeSpan Latency { get; init; }

    /// <summary><c>jitter=</c>: at most this much more delay, uniformly distributed from zero; zero or more.</summary>
    /// <value>The default is zero.</value>
    internal TimeSpan Jitter { get; init; }

    /// <summary><c>timeout=</c>: the dependency does not answer for this long, and the call then fails with 504.</summary>
    /// <value>The default is <see langword="null"/>: no timeout.</value>
    internal TimeSpan? Timeout { get; init; }

    /// <summary><c>retries=</c>: how many attempts of each call fail with <see cref="RetryStatus"/> before one is answered.</summary>
    /// <value>The default is 0.</value>
    internal int Retries { get; init; }

    /// <summary><c>drop=</c>: the share of attempts whose connection is closed without a response, 0 to 1.</summary>
    /// <value>The default is 0.</value>
    internal double Drop { get; init; }

    /// <summary><c>reset=</c>: the share of attempts whose connection is reset without a response, 0 to 1.</summary>
    /// <value>The default is 0.</value>
    internal double Reset { get; init; }

    /// <summary><c>blackhole=</c>: the share of attempts that are never answered, 0 to 1.</summary>
    /// <value>The default is 0.</value>
    internal double Blackhole { get; init; }

    /// <summary><c>status=</c>: the status that is answered in place of the recorded answer, 200 to 599.</summary>
    /// <value>The default is <see langword="null"/>: the recorded answer.</value>
    internal int? Status { get; init; }

    /// <summary><c>rate=</c>: the share of calls that the whole rule applies to, 0 to 1.</summary>
    /// <value>The default is 1.</value>
    internal double Rate { get; init; } = 1;

    /// <summary>Parses a rule.</summary>
    /// <param name="text">
    /// <c>key=value</c> pairs separated by white space: <c>dep</c>, or <c>sql</c> and <c>kind</c> if wanted, and at least one of <c>latency</c>, <c>jitter</c>,
    /// <c>timeout</c>, <c>retries</c>, <c>drop</c>, <c>reset</c>, <c>blackhole</c> and <c>status</c>, or <c>error</c> of statements; <c>rate</c> if wanted. Each key once.
    /// </param>
    /// <returns>The rule.</returns>
    /// <exception cref="ReplayConfigurationException">
    /// A key is unknown, repeated or missing, or a value is not what its key takes; the message says what is known and the nearest to it.
    /// </exception>
    public static Fault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FaultParser.Parse(text);
    }

    /// <summary><c>sql=</c> and <c>kind=</c>: the statements that the rule is for.</summary>
    /// <value>The default is <see langword="null"/>: it is for all calls to <see cref="Dependency"/>.</value>
    internal StatementName? Sql { get; init; }

    /// <summary><c>error=</c>: the error that the database answers with.</summary>
    /// <value>The default is none: the recorded answer.</value>
    internal StatementError Error { get; init; }

    /// <summary>Whether the rule is for a call.</summary>
    /// <param name="authority"><c>host</c> or <c>host:port</c>, as the caller named it; the database of a statement.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>, which gives the port where <paramref name="authority"/> has none; <c>sql</c>.</param>
    /// <param name="method">The method; the kind of a statement.</param>
    /// <param name="target">Path and query; the table of a statement.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    internal bool Matches(string authority, string scheme, string method = "", string target = "") =>
        Sql is { } statements ? statements.Matches(authority, scheme, method, target) : Dependency.Matches(authority, scheme);

    /// <summary>The rule as written.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
