using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Recording;

/// <summary>
/// The exchanges that are open now, by the trace id of the <c>traceparent</c> that the service was given, so that a call
/// which carries nothing else can be put down to the request that caused it. Callers may give several requests one trace
/// id; then nothing tells their calls apart, and none is put down to any of them.
/// </summary>
public sealed class OpenExchanges
{
    // A call may come after its exchange has closed. If another exchange with the same trace id were open by then, the
    // call would be put down to that one. So a trace id that a caller chose is remembered for this many closings.
    private const int RememberedClosings = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly Lazy<(SecretMarks Marks, SecretTokens Tokens)> _secrets = new(static () => PrivacyKey.OfEnvironment() is var key ? (new SecretMarks(key), new SecretTokens(key)) : default);
    private readonly Dictionary<TraceKey, Sharers> _byTraceParentId = [];
    private readonly Queue<TraceKey> _closings = new();

    /// <summary>What stands in place of credentials in headers, the same to all recorders of one service.</summary>
    /// <exception cref="ReplayConfigurationException">The key in the environment is too short.</exception>
    internal SecretMarks Marks => _secrets.Value.Marks;

    /// <summary>What stands in place of other secrets, the same to all recorders of one service.</summary>
    /// <exception cref="ReplayConfigurationException">The key in the environment is too short.</exception>
    internal SecretTokens Tokens => _secrets.Value.Tokens;

    /// <summary>The exchange that a call with this trace id belongs to.</summary>
    /// <param name="traceParentId">The trace id of the call's <c>traceparent</c>.</param>
    /// <returns>The id of the one exchange that it can be; otherwise <see langword="null"/>.</returns>
    internal string? Find(string traceParentId)
    {
        if (TraceKey.TryRead(traceParentId) is not { } key)
        {
            return null;
        }

        lock (_lock)
        {
            return _byTraceParentId.TryGetValue(key, out Sharers sharers) && sharers is { Open: 1, Closed: 0, WereSeveral: false }
                ? sharers.ExchangeId
                : null;
        }
    }

    /// <summary>Opens an exchange.</summary>
    /// <param name="traceParentId">The trace id of the <c>traceparent</c> that the service gets.</param>
    /// <param name="exchangeId">The exchange.</param>
    internal void Open(string traceParentId, string exchangeId)
    {
        if (TraceKey.TryRead(traceParentId) is not { } key)
        {
            return;
        }

        lock (_lock)
        {
            _byTraceParentId.TryGetValue(key, out Sharers sharers);
            _byTraceParentId[key] = sharers with
            {
                ExchangeId = exchangeId,
                Open = sharers.Open + 1,
                WereSeveral = sharers.WereSeveral || sharers.Open > 0,
            };
        }
    }

    /// <summary>Closes an exchange.</summary>
    /// <param name="traceParentId">As it was opened.</param>
    /// <param name="exchangeId">As it was opened.</param>
    internal void Close(string traceParentId, string exchangeId)
    {
        if (TraceKey.TryRead(traceParentId) is not { } key)
        {
            return;
        }

        lock (_lock)
        {
            Sharers sharers = _byTraceParentId[key];
            if (traceParentId == exchangeId)
            {
                // We made this traceparent of the exchange's own id: nobody else will ever have it.
                _byTraceParentId.Remove(key);
                return;
            }

            // Where none is open, none can be asked for.
            _byTraceParentId[key] = new Sharers(sharers.Open == 1 ? null : sharers.ExchangeId, sharers.Open - 1, sharers.Closed + 1, sharers.WereSeveral);
            _closings.Enqueue(key);
            if (_closings.Count > RememberedClosings)
            {
                Forget(_closings.Dequeue());
            }
        }
    }

    private void Forget(TraceKey traceParentId)
    {
        Sharers sharers = _byTraceParentId[traceParentId];
        if (sharers is { Open: 0, Closed: 1 })
        {
            _byTraceParentId.Remove(traceParentId);
        }
        else
        {
            _byTraceParentId[traceParentId] = sharers with { Closed = sharers.Closed - 1 };
        }
    }

    /// <summary>The exchanges that share a trace id.</summary>
    /// <param name="ExchangeId">The last one that opened; <see langword="null"/> where none is open.</param>
    /// <param name="Open">How many are open.</param>
    /// <param name="Closed">How many closings are remembered.</param>
    /// <param name="WereSeveral">Whether two were open at once.</param>
    private readonly record struct Sharers(string? ExchangeId, int Open, int Closed, bool WereSeveral);
}
