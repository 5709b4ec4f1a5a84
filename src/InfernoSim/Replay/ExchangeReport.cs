using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using InfernoSim.Calls;
using InfernoSim.Goals;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Replay;

/// <summary>Everything that one worker observed of one exchange, as divergences from the recording.</summary>
internal sealed class ExchangeReport
{
    // What follows so many differences is a consequence of them.
    private const int MostSighted = 8;

    private readonly ExchangeScope _scope;
    private readonly ExchangeCalls _calls;
    private readonly PrecedingCalls _preceding;
    private readonly ReplayPlan _plan;
    private readonly List<UnmatchedCall> _unrecorded = [];
    private readonly List<Divergence> _divergences = [];

    private ExchangeReport(ExchangeScope scope, ExchangeCalls calls, ReplayPlan plan)
    {
        _scope = scope;
        _plan = plan;
        _calls = calls;
        _preceding = new PrecedingCalls(scope.Exchange, scope.Calls);
        AddCalls();
        AddResponse();
    }

    /// <summary>Reports an exchange that is over.</summary>
    public static void Add(ExchangeScope scope, ReplayPlan plan, ReplayRecorder recorder, Sum256 observations, RunCalls counts)
    {
        ExchangeCalls calls = scope.Calls.Close();
        recorder.Instants.Add(recorder.Agreement, scope.Activity, scope.Events.Take(scope.Exchange));
        if (calls.Deltas is { } deltas)
        {
            counts.Add(scope.Address, deltas);
        }

        CountCredentials(scope, recorder);
        ResponseComparison response = scope.Response;
        if (calls.AreAsRecorded && response.Differences.Count == 0 && response.Digest == UInt128.Zero)
        {
            recorder.Agreement.Add(scope.Address, scope.Exchange, UInt128.Zero, static () => Sighting.AsRecorded, calls.HadFailingFaults);
            Observe(scope.Exchange, UInt128.Zero, observations);
        }
        else
        {
            new ExchangeReport(scope, calls, plan).AddTo(recorder, observations);
        }
    }

    private void AddTo(ReplayRecorder recorder, Sum256 observations)
    {
        foreach (Divergence divergence in _divergences)
        {
            recorder.Divergences.Add(divergence);
        }

        foreach (UnmatchedCall call in _unrecorded)
        {
            recorder.Agreement.AddUnmatched(_scope.Address, _scope.Exchange, call.Probe?.AgreedContent ?? UInt128.One, call.Display);
        }

        UInt128 digest = Digest();
        recorder.Agreement.Add(_scope.Address, _scope.Exchange, digest, Saw, _calls.HadFailingFaults, isSuspected: _scope.Suspicion > 0);
        Observe(_scope.Exchange, digest, observations);
    }

    // With what was recorded in it, so that fingerprints of replays without a difference differ from incident to incident.
    private static void Observe(PlannedExchange exchange, UInt128 digest, Sum256 observations)
    {
        Span<byte> observation = stackalloc byte[36];
        BinaryPrimitives.WriteInt32LittleEndian(observation, exchange.Index);
        BinaryPrimitives.WriteUInt128LittleEndian(observation[4..], exchange.RecordedDigest);
        BinaryPrimitives.WriteUInt128LittleEndian(observation[20..], digest);
        observations.Add(observation);
    }

    private void AddCalls()
    {
        IReadOnlyList<UnmatchedCall> changed = _calls.Changed(_scope.Exchange.TraceIds);
        foreach (UnmatchedCall call in changed)
        {
            AddCall(DivergenceKind.CallChanged, call.Nearest, call.Display, call.Difference!.Expected, call.Difference.Got, call.Difference.Location, CandidatesOf(call));
        }

        foreach (UnmatchedCall call in _calls.Unmatched)
        {
            _unrecorded.Add(call);
            AddUnlessChange(call, changed);
        }

        AddMissing(changed);
        foreach ((int call, int before) in _calls.Reordered)
        {
            string earlier = _scope.Exchange.Calls[before].Display;
            string later = _scope.Exchange.Calls[call].Display;
            AddCall(DivergenceKind.CallReordered, before, earlier, $"{earlier}, then {later}", $"{later} first", "");
        }

        foreach (PlannedCall call in _calls.GivenUp.Where(call => !_calls.AfterResponse.Contains(call.Index)))
        {
            TimeSpan took = TimeSpan.FromMilliseconds(Math.Ceiling(call.Pace.Head.TotalMilliseconds));
            AddCall(DivergenceKind.CallGivenUp, call.Index, call.Display, $"its answer, which took {GoDuration.Format(took)}", "a client that no longer waited", "");
        }

        AddAfterResponse();
    }

    // Of a response that is none, nothing says what it would have waited for; and a service that was made to fail, or fails,
    // leaves the rest of its parallel calls to chance.
    private void AddAfterResponse()
    {
        if (_calls.HadFailingFaults || Has(DivergenceKind.ResponseFailed) || Has(DivergenceKind.ResponseStalled) || Has(DivergenceKind.ResponseStatus))
        {
            return;
        }

        foreach (int call in _calls.AfterResponse)
        {
            string display = _scope.Exchange.Calls[call].Display;
            AddCall(DivergenceKind.CallAfterResponse, call, display, $"{display} answered, then the response", "the response first", "");
        }
    }

    private void AddUnlessChange(UnmatchedCall call, IReadOnlyList<UnmatchedCall> changed)
    {
        if (!changed.Any(change => change.Position == call.Position))
        {
            _divergences.Add(UnrecordedCall.Of(_scope.Address, _scope.Exchange, call.Display, call.Position, call.Equal) with
            {
                AfterFaults = AfterFaults(),
                Before = call.Before,
                FindCandidates = CandidatesOf(call),
                Suspicion = _scope.Suspicion,
            });
        }
    }

    // Of a service that hangs nothing says which calls it would still have made.
    private void AddMissing(IReadOnlyList<UnmatchedCall> changed)
    {
        if (Has(DivergenceKind.ResponseStalled))
        {
            return;
        }

        foreach (PlannedCall call in _calls.Missing.Where(call => !changed.Any(change => change.Nearest == call.Index)))
        {
            AddCall(DivergenceKind.CallMissing, call.Index, call.Display, call.Display, "no such call", "");
        }
    }

    private void AddCall(
        DivergenceKind kind, int index, string display, string expected, string got, string location, Func<IReadOnlyList<CandidateCall>>? candidates = null) =>
        _divergences.Add(New(kind, expected, got, location) with
        {
            Call = index,
            CallRequest = display,
            Before = _preceding.OfCall(index),
            FindCandidates = candidates,
        });

    private Func<IReadOnlyList<CandidateCall>>? CandidatesOf(UnmatchedCall call)
    {
        (ReplayPlan plan, PlannedExchange exchange) = (_plan, _scope.Exchange);
        return call.Probe is { } probe ? () => CallCandidates.Of(plan, exchange, probe) : null;
    }

    private void AddResponse()
    {
        for (int i = 0; i < _scope.Response.Differences.Count; i++)
        {
            ResponseDifference difference = _scope.Response.Differences[i];
            _divergences.Add(New(difference.Kind, difference.Expected, difference.Got, difference.Location) with { Before = _preceding.OfResponse(), Order = i });
        }
    }

    private Divergence New(DivergenceKind kind, string expected, string got, string location) => new()
    {
        Kind = kind,
        Run = _scope.Address.Run,
        Worker = _scope.Address.Worker,
        Exchange = _scope.Exchange.Index,
        Request = _scope.Exchange.Display,
        Location = location,
        Expected = expected,
        Got = got,
        AfterFaults = AfterFaults(),
        Suspicion = _scope.Suspicion,
    };

    private IReadOnlyList<string> AfterFaults() => _calls.Faults == 0
        ? []
        : [.. _plan.Options.Faults.Where((_, rule) => ((_calls.Faults >> rule) & 1) != 0).Select(fault => fault.Text)];

    private bool Has(DivergenceKind kind) => _scope.Response.Differences.Any(difference => difference.Kind == kind);

    private static void CountCredentials(ExchangeScope scope, ReplayRecorder recorder)
    {
        if (!scope.LacksCredential || scope.Exchange.Recorded.Response is not { Status: not (401 or 403) } || scope.Response.HasFailed)
        {
            return;
        }

        IReadOnlyList<string> lacking = scope.Exchange.Headers.Lacking.Count > 0 ? scope.Exchange.Headers.Lacking : ["Cookie"];
        string route = $"{scope.Exchange.Method} {RouteTemplate.Of(scope.Exchange.Target)}";
        ResponseDifference? status = scope.Response.Differences.FirstOrDefault(difference => difference.Kind == DivergenceKind.ResponseStatus);
        if (status is null)
        {
            recorder.Credentials.AddAccepted(lacking, route);
        }
        else if (status.Got.StartsWith("401", StringComparison.Ordinal) || status.Got.StartsWith("403", StringComparison.Ordinal))
        {
            recorder.Credentials.AddRefused(lacking, route, status.Got[2] - '0' + 400);
        }
    }

    // Which recorded calls did not come as recorded, whatever is made of them, and the whole response. Calls that match
    // nothing are told apart from these: one may come when the exchange is over.
    private UInt128 Digest()
    {
        if (_scope.Response.Digest == UInt128.Zero && _calls.Missing.Count == 0 && _calls.Reordered.Count == 0 && _calls.GivenUp.Count == 0)
        {
            return UInt128.Zero;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_scope.Response.Digest:x32}");
        text.AppendJoin(',', _calls.Missing.Select(call => $"missing {call.Index}"));
        // Calls that were reordered stand in a place of their own: "missing 1" and "23 before 4" are not "missing 12" and "3 before 4".
        if (_calls.Reordered.Count > 0)
        {
            text.Append(';');
        }

        text.AppendJoin(',', _calls.GivenUp.Select(call => $"given up {call.Index}"));
        text.AppendJoin(',', _calls.Reordered.Order().Select(early => $"{early.Call} before {early.Before}"));
        return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private Sighting Saw() => new(
        [.. _divergences.Order(Comparer<Divergence>.Create(Divergence.CompareCausally)).Take(MostSighted).Select(DivergenceText.WithoutPlace)],
        _scope.Response.Observed,
        _scope.Response.Ids);
}
