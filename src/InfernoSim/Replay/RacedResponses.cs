using InfernoSim.Calls;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Replay;

/// <summary>A response of the service, with the request that it answers.</summary>
/// <param name="Scope">The exchange that was sent.</param>
/// <param name="TraceId">The id that its request went by.</param>
/// <param name="Response">What came.</param>
/// <param name="Suspicion">The number of the suspicion that the service is gone; 0 where there is none.</param>
internal sealed record ArrivedResponse(ExchangeScope Scope, string TraceId, ObservedResponse Response, int Suspicion);

/// <summary>
/// The answers to equal requests of one worker that are in flight at once. Each is held against the recorded one that it is
/// most like; of those that are alike, against that of its own request. Thread-safe.
/// </summary>
internal sealed class RacedResponses
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EqualRequests, Race> _races = new(ReferenceEqualityComparer.Instance);

    /// <summary>The exchange of a request that is about to be sent. Those that it races are opened with it, for their calls may come by it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="exchange">The exchange.</param>
    public ExchangeScope Open(ReplayRun run, int worker, PlannedExchange exchange)
    {
        lock (_lock)
        {
            if (!_races.TryGetValue(exchange.Race!, out Race? race))
            {
                _races.Add(exchange.Race!, race = new Race(exchange.Race!.Members.ToDictionary(member => member.Index, member => run.Open(worker, member, isSent: false))));
            }

            return race.Scopes[exchange.Index];
        }
    }

    /// <summary>A response has come.</summary>
    /// <returns>The responses that are known to be those of an exchange now, with it.</returns>
    public List<(ArrivedResponse Arrived, ExchangeScope As)> Add(ArrivedResponse arrived)
    {
        lock (_lock)
        {
            return _races[arrived.Scope.Exchange.Race!].Add(arrived);
        }
    }

    /// <summary>What the response of an exchange gives has been taken over.</summary>
    /// <param name="exchange">The exchange, which was opened.</param>
    public void Settle(PlannedExchange exchange) => SettlementOf(exchange).TrySetResult();

    /// <summary>Completes when an exchange is settled: what it gives may be needed by the request that comes next.</summary>
    /// <param name="exchange">The exchange, which was opened.</param>
    public Task SettledAsync(PlannedExchange exchange) => SettlementOf(exchange).Task;

    private TaskCompletionSource SettlementOf(PlannedExchange exchange)
    {
        lock (_lock)
        {
            return _races[exchange.Race!].Settlements[exchange.Index];
        }
    }

    private sealed class Race(Dictionary<int, ExchangeScope> scopes)
    {
        private readonly List<ExchangeScope> _free = [.. scopes.Values];
        private readonly List<ArrivedResponse> _waiting = [];

        public Dictionary<int, ExchangeScope> Scopes { get; } = scopes;

        public Dictionary<int, TaskCompletionSource> Settlements { get; } =
            scopes.Keys.ToDictionary(index => index, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public List<(ArrivedResponse Arrived, ExchangeScope As)> Add(ArrivedResponse arrived)
        {
            List<(ArrivedResponse, ExchangeScope)> settled = [];
            if (_free.Contains(arrived.Scope) && IsSurelyOwn(arrived))
            {
                _free.Remove(arrived.Scope);
                settled.Add((arrived, arrived.Scope));
            }
            else
            {
                _waiting.Add(arrived);
            }

            return _waiting.Count == _free.Count ? [.. settled, .. Settle()] : settled;
        }

        // Nobody has to wait for the rest where a response is just like its own, or where no other has its status.
        private bool IsSurelyOwn(ArrivedResponse arrived) =>
            Distance(arrived, arrived.Scope) == 0
            || (Scopes.Values.Where(scope => scope.Exchange.Recorded.Response!.Status == arrived.Response.Status).ToArray() is [var only] && ReferenceEquals(only, arrived.Scope));

        private List<(ArrivedResponse Arrived, ExchangeScope As)> Settle()
        {
            var settled = new List<(ArrivedResponse, ExchangeScope)>();
            foreach ((ArrivedResponse arrived, ExchangeScope scope, int _) in
                (from arrived in _waiting
                 from scope in _free
                 select (arrived, scope, Distance(arrived, scope)))
                .OrderBy(pair => pair.Item3)
                .ThenBy(pair => pair.scope.Exchange.Index)
                .ThenBy(pair => pair.arrived.Scope.Exchange.Index)
                .ToArray())
            {
                if (_waiting.Contains(arrived) && _free.Contains(scope))
                {
                    settled.Add((arrived, scope));
                    _waiting.Remove(arrived);
                    _free.Remove(scope);
                }
            }

            return settled;
        }

        // How many of status, headers, body and trailers differ; the status counts most, and a tie goes to its own request.
        private static int Distance(ArrivedResponse arrived, ExchangeScope scope)
        {
            bool isOwn = ReferenceEquals(arrived.Scope, scope);
            bool hasStatus = arrived.Response.Failure == ResponseFailure.None && arrived.Response.Status == scope.Exchange.Recorded.Response!.Status;
            int differences = ResponseComparer.Compare(scope.Exchange, arrived.Response, arrived.TraceId).Differences.Count;
            return (hasStatus ? 0 : 100) + (differences * 2) + (isOwn ? 0 : 1);
        }
    }
}
