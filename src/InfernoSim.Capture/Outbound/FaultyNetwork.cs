using System.IO.Hashing;
using System.Text;
using InfernoSim.Capture.Transport;
using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Observing;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// Decides what fault rules do to calls on their way. A call is known by its method and its target, and by how many of them there were before; tried again by
/// the same exchange before it was answered, it is the same call. So the same traffic meets the same faults, whatever the ids of its exchanges are.
/// Thread-safe.
/// </summary>
internal sealed class FaultyNetwork
{
    // Targets may have ids in them, so that their number has an end. What comes later is decided as the first of its kind.
    private const int MostKnown = 100_000;

    private readonly IReadOnlyList<Fault> _rules;
    private readonly FaultPlan _plan;
    private readonly FaultCounts _counts;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Method, string Target), int> _calls = [];
    private readonly Dictionary<(string? Exchange, string Method, string Target), (int Number, int Attempt)> _unanswered = [];

    private FaultyNetwork(IReadOnlyList<Fault> rules, ulong seed)
    {
        _rules = rules;
        _plan = new FaultPlan(rules, seed);
        _counts = new FaultCounts(rules);
        EndsConnections = rules.Any(rule => rule.Drop > 0 || rule.Reset > 0);
    }

    /// <summary>Whether connections may end in place of a response.</summary>
    public bool EndsConnections { get; }

    /// <summary>What the rules did.</summary>
    public IReadOnlyList<Observations.FaultSummary> Summaries => _counts.Complete();

    /// <summary>The network that the options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <returns><see langword="null"/> where it is left as it is.</returns>
    /// <exception cref="CaptureException">A rule is for statements, or there are too many.</exception>
    public static FaultyNetwork? Of(CaptureOptions options)
    {
        if (options.Faults.FirstOrDefault(rule => rule.Sql is not null) is { } statements)
        {
            throw new CaptureException($"Fault rule '{statements.Text}': it is for statements, and the outbound proxy sees calls over HTTP alone. Give it to a replay, or name a dependency with dep=HOST.");
        }

        try
        {
            return options.Faults.Count == 0 ? null : new FaultyNetwork(options.Faults, options.Seed);
        }
        catch (ReplayConfigurationException e)
        {
            throw new CaptureException(e.Message, e);
        }
    }

    /// <summary>Decides one attempt of a call.</summary>
    /// <param name="exchange">The exchange it belongs to; <see langword="null"/> where none is known.</param>
    /// <param name="method">Its method.</param>
    /// <param name="target">Where it goes.</param>
    public FaultDecision Decide(string? exchange, string method, AbsoluteTarget target)
    {
        if (!CountMatched(target))
        {
            return default;
        }

        FaultDecision decision;
        var call = (Method: method, Target: target.Origin + target.PathAndQuery);
        lock (_lock)
        {
            (string?, string, string) tried = (exchange, call.Method, call.Target);
            (int number, int attempt) = _unanswered.TryGetValue(tried, out (int, int) before) ? before : (NumberOf(call), 0);
            decision = _plan.Decide(target.Authority, target.Scheme, 0, new CallIdentity(number, HashOf(call)), attempt);
            if (decision.Effect == FaultEffect.None)
            {
                _unanswered.Remove(tried);
            }
            else if (_unanswered.Count < MostKnown)
            {
                _unanswered[tried] = (number, attempt + 1);
            }
        }

        _counts.CountApplied(decision);
        return decision;
    }

    /// <summary>The rules that changed a call, as they were written.</summary>
    /// <param name="decision">What was decided.</param>
    public string Describe(FaultDecision decision) => _plan.Describe(decision);

    private static int HashOf((string Method, string Target) call) => unchecked((int)XxHash32.HashToUInt32(Encoding.UTF8.GetBytes($"{call.Method} {call.Target}")));

    private bool CountMatched(AbsoluteTarget target)
    {
        bool isMatched = false;
        for (int rule = 0; rule < _rules.Count; rule++)
        {
            if (_rules[rule].Matches(target.Authority, target.Scheme))
            {
                _counts.CountMatched(rule);
                isMatched = true;
            }
        }

        return isMatched;
    }

    private int NumberOf((string, string) call)
    {
        int number = _calls.GetValueOrDefault(call);
        if (number > 0 || _calls.Count < MostKnown)
        {
            _calls[call] = number + 1;
        }

        return number;
    }
}
