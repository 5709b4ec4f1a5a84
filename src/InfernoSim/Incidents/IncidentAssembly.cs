namespace InfernoSim.Incidents;

/// <summary>What a log holds, in the order of the file.</summary>
internal sealed record LogContent(IReadOnlyList<IncidentEvent> Events, IncidentReadReport Report)
{
    /// <summary>The name of its file.</summary>
    public string File { get; init; } = "";

    /// <summary>What of older events made room for newer ones; <see langword="null"/> where none did.</summary>
    public LetGo? LetGo => Events.Count > 0 ? Events[0].LetGo : null;
}

/// <summary>Puts the events of the logs in order, pairs requests with responses, and gives calls to the exchange that caused them.</summary>
internal sealed class IncidentAssembly(string folder)
{
    private readonly List<LogContent> _logs = [];
    private readonly List<IncidentEvent> _requests = [];
    private readonly List<IncidentEvent> _responses = [];
    private readonly List<IncidentEvent> _calls = [];
    private readonly List<IncidentEvent> _connections = [];

    /// <summary>What a person should know.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Adds the events of a log.</summary>
    public void Add(LogContent log)
    {
        foreach (IncidentEvent e in log.Events)
        {
            switch (e.Type)
            {
                case IncidentEventType.InboundRequest: _requests.Add(e); break;
                case IncidentEventType.InboundResponse: _responses.Add(e); break;
                case IncidentEventType.OutboundCall or IncidentEventType.SqlStatement: _calls.Add(e); break;
                case IncidentEventType.SqlConnection: _connections.Add(e); break;
            }
        }

        _logs.Add(log);
        Notices.AddRange(log.Report.Notices);
    }

    public Incident Build(IncidentMetadata? metadata, string contentHash)
    {
        LetGoExchanges? letGo = LeaveOutLetGo();
        List<IncidentEvent> requests = EventOrder.Sort(_requests);
        var traces = new TraceIndex(requests);
        IncidentEvent?[] responses = Pair(requests, traces);
        List<IncidentEvent>?[] calls = Attribute(requests.Count, traces, out List<IncidentEvent> unattributed);
        var exchanges = new RecordedExchange[requests.Count];
        for (int i = 0; i < exchanges.Length; i++)
        {
            exchanges[i] = new RecordedExchange
            {
                Index = i,
                Request = requests[i],
                Response = responses[i] ?? LegacyInboundRequest.ResponseOf(requests[i]),
                ResponseIsStatusOnly = responses[i] is null && LegacyInboundRequest.HoldsOnlyStatus(requests[i]),
                Calls = calls[i] is { } own ? own.ToArray() : [],
            };
        }

        Report(exchanges, traces);
        string[] untold = [.. FindUntold(metadata)];
        Notices.InsertRange(0, untold);
        return new Incident { Folder = folder, Metadata = metadata, ContentHash = contentHash, Exchanges = exchanges, UnattributedCalls = unattributed, SqlConnections = _connections, Losses = FindLosses(metadata), Untold = untold, LetGo = letGo, Notices = Notices };
    }

    private LetGoExchanges? LeaveOutLetGo()
    {
        if (LetGoExchanges.In(_logs) is not { } letGo)
        {
            return null;
        }

        _requests.RemoveAll(letGo.Covers);
        _responses.RemoveAll(letGo.Covers);
        _calls.RemoveAll(letGo.Covers);
        Notices.Add(letGo.ToString());
        return letGo;
    }

    private IReadOnlyList<IncidentLoss> FindLosses(IncidentMetadata? metadata) =>
        metadata is { HasSchema: true } ? [.. _logs.SelectMany(log => LogLosses.Of(log.File, log, metadata))] : [];

    private IEnumerable<string> FindUntold(IncidentMetadata? metadata) => metadata switch
    {
        null => [$"There is no {IncidentFiles.Metadata}: the recording was not ended in order, or was made by an older tool."],
        { HasSchema: true } => _logs.Select(log => LogLosses.Untold(log.File, log, metadata)).OfType<string>(),
        _ => [],
    };

    /// <summary>The k-th response of a trace id answers its k-th request.</summary>
    private IncidentEvent?[] Pair(List<IncidentEvent> requests, TraceIndex traces)
    {
        var paired = new IncidentEvent?[requests.Count];
        long orphans = 0;
        foreach (IncidentEvent response in EventOrder.Sort(_responses))
        {
            if (traces.TryTakeNext(response.TraceId, out int request))
            {
                paired[request] = response;
            }
            else
            {
                orphans++;
            }
        }

        Note(orphans, "responses have no request with their traceId and are left out.");
        return paired;
    }

    private List<IncidentEvent>?[] Attribute(int requests, TraceIndex traces, out List<IncidentEvent> unattributed)
    {
        var calls = new List<IncidentEvent>?[requests];
        unattributed = [];
        long ambiguous = 0;
        foreach (IncidentEvent call in EventOrder.Sort(_calls))
        {
            switch (traces.Find(call.TraceId, out int request))
            {
                case TraceMatch.One: (calls[request] ??= []).Add(call); break;
                case TraceMatch.Several: ambiguous++; unattributed.Add(call); break;
                default: unattributed.Add(call); break;
            }
        }

        Note(ambiguous, "outbound calls carry a traceId that several requests share, and are given to none of them.");
        return calls;
    }

    private void Report(RecordedExchange[] exchanges, TraceIndex traces)
    {
        if (exchanges.Length == 0)
        {
            Notices.Add($"{IncidentFiles.Inbound} holds no request.");
        }

        Note(traces.SharedIds, "traceIds name several requests; their responses are paired in order.");
        Note(exchanges.LongCount(e => e.Response is null && e.Request.TraceId is not null), "requests have no recorded response.");
        Note(exchanges.LongCount(e => e.Response is null && e.Request.TraceId is null), "requests have no traceId, so that no response can be paired with them.");
        Note(exchanges.LongCount(e => e.ResponseIsStatusOnly), "requests are in an old form that keeps only the status of the response.");
    }

    private void Note(long count, string what)
    {
        if (count > 0)
        {
            Notices.Add($"{count} {what}");
        }
    }
}
