using System.Globalization;
using System.IO.Hashing;
using System.Text;
using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>Everything that one worker observed of one exchange, as divergences from the recording.</summary>
internal sealed class ExchangeReport
{
    private const string AsRecorded = "what was recorded";

    private readonly ExchangeScope _scope;
    private readonly ExchangeCalls _calls;
    private readonly ReplayPlan _plan;
    private readonly List<Divergence> _divergences = [];

    private ExchangeReport(ExchangeScope scope, ReplayPlan plan)
    {
        _scope = scope;
        _plan = plan;
        _calls = scope.Snapshot();
        AddCalls();
        AddResponse();
    }

    public static ExchangeReport Of(ExchangeScope scope, ReplayPlan plan) => new(scope, plan);

    public void AddTo(ReplayRecorder recorder, Sum256 observations)
    {
        foreach (Divergence divergence in _divergences)
        {
            recorder.Divergences.Add(divergence);
        }

        if (_scope.LacksCredential && IsRefusedForCredentials())
        {
            recorder.AddUnauthorized(_scope.Exchange.Headers.Lacking.Count > 0 ? _scope.Exchange.Headers.Lacking : ["Cookie"]);
        }

        UInt128 digest = Digest();
        recorder.Agreement.Add(_scope.Address, _scope.Exchange, digest, Saw(), _calls.HadFailingFaults);
        observations.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_scope.Exchange.Index}:{digest:x32}")));
    }

    private void AddCalls()
    {
        bool mayHaveBeenSentTwice = _scope.Response.Differences.Any(difference => difference.Kind == DivergenceKind.ResponseFailed);
        var missing = _calls.Missing.ToDictionary(call => call.Index);
        foreach (UnmatchedCall unmatched in _calls.Unmatched)
        {
            if (unmatched.Equal >= 0)
            {
                // A transport that loses its connection may send a request again, and with it come its calls.
                if (!mayHaveBeenSentTwice)
                {
                    AddCall(DivergenceKind.CallDuplicate, unmatched.Equal, unmatched.Display, "", "once more than that", "");
                }
            }
            else if (unmatched.Nearest >= 0 && IsSameDependency(unmatched) && missing.Remove(unmatched.Nearest, out PlannedCall? changed))
            {
                AddCall(DivergenceKind.CallChanged, changed.Index, unmatched.Display, unmatched.Difference!.Expected, unmatched.Difference.Got, unmatched.Difference.Location);
            }
            else
            {
                AddCall(DivergenceKind.CallExtra, unmatched.Position, unmatched.Display, "no such call", unmatched.Display, unmatched.Display);
            }
        }

        foreach (PlannedCall call in missing.Values)
        {
            AddCall(DivergenceKind.CallMissing, call.Index, call.Display, call.Display, "no such call", "");
        }

        foreach ((int call, int before) in _calls.Reordered)
        {
            AddCall(
                DivergenceKind.CallReordered,
                before,
                _scope.Exchange.Calls[before].Display,
                $"{_scope.Exchange.Calls[before].Display}, then {_scope.Exchange.Calls[call].Display}",
                $"{_scope.Exchange.Calls[call].Display} first",
                "");
        }
    }

    private static bool IsSameDependency(UnmatchedCall unmatched) => unmatched.Difference is { Location: not "host" };

    private void AddCall(DivergenceKind kind, int index, string display, string expected, string got, string location) =>
        _divergences.Add(New(kind, expected.Length == 0 ? display : expected, got, location) with { Call = index, CallRequest = display });

    private void AddResponse()
    {
        foreach (ResponseDifference difference in _scope.Response.Differences)
        {
            _divergences.Add(New(difference.Kind, difference.Expected, difference.Got, difference.Location));
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
        AfterFaults = [.. _calls.Faults.Select(rule => _plan.Options.Faults[rule].Text)],
    };

    private bool IsRefusedForCredentials() =>
        _scope.Response.Differences.Any(difference => difference.Kind == DivergenceKind.ResponseStatus
            && (difference.Got.StartsWith("401", StringComparison.Ordinal) || difference.Got.StartsWith("403", StringComparison.Ordinal)));

    // The response's own digest covers all of it, the divergences only their first differences.
    private UInt128 Digest()
    {
        if (_divergences.Count == 0 && _scope.Response.Digest == UInt128.Zero)
        {
            return UInt128.Zero;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_scope.Response.Digest:x32}\n");
        foreach (Divergence divergence in _divergences.Where(d => d.Call is not null).OrderBy(d => d, Comparer<Divergence>.Create(Divergence.CompareCausally)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{divergence.Kind}|{divergence.Call}|{divergence.Location}|{divergence.CallRequest}|{divergence.Got}\n");
        }

        return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private string Saw() => _divergences.Count == 0
        ? AsRecorded
        : SummaryText.DescribeDifference(_divergences.Order(Comparer<Divergence>.Create(Divergence.CompareCausally)).First());
}
