using System.Text;
using System.Text.Json;
using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;

namespace InfernoSim.Tests.Replay;

/// <summary>The ledger of a replay in progress, without a service: the test itself makes the dependency calls.</summary>
internal sealed class LedgerBench
{
    private readonly CallLedger _ledger;
    private readonly Sum256 _observations = new();

    public LedgerBench(Incident incident, ReplayOptions? options = null, TimeProvider? time = null)
    {
        Plan = ReplayPlan.Create(incident, options ?? FakeService.AsFastAsPossible);
        TraceIds = new ReplayTraceIds(Plan.Options.Seed, incident.Folder);
        Recorder = new ReplayRecorder(Plan);
        _ledger = new CallLedger(Plan, TraceIds, Recorder, time ?? TimeProvider.System);
        Run = _ledger.BeginRun(0);
    }

    public ReplayPlan Plan { get; }

    public ReplayTraceIds TraceIds { get; }

    public ReplayRecorder Recorder { get; }

    public ReplayRun Run { get; private set; }

    public CallMatching Matching => Recorder.Complete(new ReplayRecordingParts()).Observed.Matching;

    public IReadOnlyList<Divergence> Divergences => Recorder.Divergences.InCausalOrder();

    public void NextRun() => Run = _ledger.BeginRun(Run.Number + 1);

    public ExchangeScope Open(int worker, int exchange) => Run.Open(worker, Plan.Exchanges[exchange]);

    public string TraceIdOf(ExchangeScope scope) => TraceIds.Encode(scope.Address);

    public void Finish(ExchangeScope scope)
    {
        Run.Close(scope);
        ExchangeReport.Add(scope, Plan, Recorder, _observations, Run.Calls);
    }

    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken = default) =>
        _ledger.AnswerAsync(request, cancellationToken);

    /// <summary>Asks a dependency for a WebSocket.</summary>
    public DependencyRequest HandshakeOf(ExchangeScope scope, string url) =>
        FakeRequest.RequestOf(url) with { Headers = HeaderMap.Of(("X-Inferno-TraceID", TraceIdOf(scope)), ("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEA==")) };

    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => _ledger.ConversationsOf(head);

    /// <summary>Makes a call and returns the body of its answer, or its status when that is not 200.</summary>
    public async Task<string> AskAsync(ExchangeScope? scope, string url, string method = "GET", string body = "")
    {
        DependencyAnswer answer = await AnswerAsync(FakeRequest.RequestOf(url, method, body, scope is null ? null : TraceIdOf(scope)));
        return answer.Status == 200 ? Text(answer) : $"{answer.Status}";
    }

    public async Task<JsonElement> RefusalAsync(ExchangeScope? scope, string url, string method = "GET", string body = "")
    {
        DependencyAnswer answer = await AnswerAsync(FakeRequest.RequestOf(url, method, body, scope is null ? null : TraceIdOf(scope)));
        Assert.Equal(502, answer.Status);
        Assert.Equal(["application/problem+json"], answer.Headers.Values("Content-Type"));
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    public static string Text(DependencyAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
