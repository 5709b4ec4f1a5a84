using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoSim.Incidents;

/// <summary>How many requests carry a trace id.</summary>
internal enum TraceMatch
{
    None = 0,
    One,
    Several,
}

/// <summary>Finds the requests of a trace id, in their order.</summary>
internal sealed class TraceIndex
{
    private const int End = -1;

    private readonly Dictionary<string, Chain> _chains;
    private readonly int[] _nextOfSameId;

    public TraceIndex(List<IncidentEvent> requests)
    {
        _chains = new Dictionary<string, Chain>(requests.Count, StringComparer.Ordinal);
        _nextOfSameId = new int[requests.Count];
        for (int i = 0; i < requests.Count; i++)
        {
            _nextOfSameId[i] = End;
            if (requests[i].TraceId is { } traceId)
            {
                Link(traceId, i);
            }
        }
    }

    /// <summary>How many trace ids several requests share.</summary>
    public long SharedIds { get; private set; }

    /// <summary>Takes the first request of a trace id that was not taken yet.</summary>
    public bool TryTakeNext(string? traceId, out int request)
    {
        request = End;
        if (traceId is null)
        {
            return false;
        }

        ref Chain chain = ref CollectionsMarshal.GetValueRefOrNullRef(_chains, traceId);
        if (Unsafe.IsNullRef(ref chain) || chain.Next == End)
        {
            return false;
        }

        request = chain.Next;
        chain.Next = _nextOfSameId[request];
        return true;
    }

    /// <summary>Finds the only request of a trace id.</summary>
    public TraceMatch Find(string? traceId, out int request)
    {
        request = End;
        if (traceId is null || !_chains.TryGetValue(traceId, out Chain chain))
        {
            return TraceMatch.None;
        }

        request = chain.First;
        return chain.First == chain.Last ? TraceMatch.One : TraceMatch.Several;
    }

    private void Link(string traceId, int request)
    {
        ref Chain chain = ref CollectionsMarshal.GetValueRefOrAddDefault(_chains, traceId, out bool known);
        if (!known)
        {
            chain = new Chain { First = request, Last = request, Next = request };
            return;
        }

        SharedIds += chain.First == chain.Last ? 1 : 0;
        _nextOfSameId[chain.Last] = request;
        chain.Last = request;
    }

    private struct Chain
    {
        public int First;
        public int Last;
        public int Next;
    }
}
