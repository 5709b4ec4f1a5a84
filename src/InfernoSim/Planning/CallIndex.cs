using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>
/// Recorded calls by content. Calls of equal content form a group, in recorded order. Finding a group takes at most one
/// look-up for each kind of key, however many calls there are. Immutable.
/// </summary>
internal sealed class CallIndex
{
    private static readonly BodyKnowledge[] MostCertainFirst = [BodyKnowledge.Exact, BodyKnowledge.Hashed, BodyKnowledge.Unknown];

    private readonly PlannedCall[] _calls;
    private readonly Dictionary<CallKey, int> _groups = [];
    private readonly int[][] _callsOfGroup;
    private readonly int[] _groupOfCall;
    private readonly bool[] _answersAlike;
    private readonly BodyKnowledge[] _kinds;

    private CallIndex(PlannedCall[] calls, OwnIds ids, NoiseFilter? noise)
    {
        _calls = calls;
        _groupOfCall = new int[calls.Length];
        var groups = new List<List<int>>();
        var kinds = new HashSet<BodyKnowledge>();
        foreach (PlannedCall call in calls)
        {
            CallKey key = CallKey.OfRecorded(noise?.Apply(call.Event, ids) ?? call.Event, ids, out BodyKnowledge knowledge);
            kinds.Add(knowledge);
            if (!_groups.TryGetValue(key, out int group))
            {
                _groups.Add(key, group = groups.Count);
                groups.Add([]);
            }

            groups[group].Add(call.Index);
            _groupOfCall[call.Index] = group;
        }

        _callsOfGroup = [.. groups.Select(group => group.ToArray())];
        _answersAlike = [.. _callsOfGroup.Select(group => group.All(call => calls[group[0]].AnswersLike(calls[call])))];
        _kinds = [.. MostCertainFirst.Where(kinds.Contains)];
    }

    /// <summary>How many look-ups finding a call may take.</summary>
    public int KindsOfKeys => _kinds.Length;

    public static CallIndex Build(PlannedCall[] calls, OwnIds ids, NoiseFilter? noise = null) => new(calls, ids, noise);

    /// <summary>The groups that a call may be answered from, the most certain first.</summary>
    public IEnumerable<int> Find(CallProbe probe)
    {
        foreach (BodyKnowledge kind in _kinds)
        {
            if (_groups.TryGetValue(probe.Key(kind), out int group))
            {
                yield return group;
            }
        }
    }

    public bool Contains(CallProbe probe) => FirstEqual(probe) >= 0;

    /// <summary>The first recorded call that equals the request, answered or not.</summary>
    /// <returns>Its index, or -1.</returns>
    public int FirstEqual(CallProbe probe)
    {
        foreach (int group in Find(probe))
        {
            return _callsOfGroup[group][0];
        }

        return -1;
    }

    public int[] CallsOf(int group) => _callsOfGroup[group];

    public int GroupOf(int call) => _groupOfCall[call];

    /// <summary>Whether every recorded call that equals the request would be answered as <paramref name="chosen"/> is.</summary>
    public bool AnswersAlike(CallProbe probe, PlannedCall chosen) =>
        Find(probe).All(group => _answersAlike[group] && _calls[_callsOfGroup[group][0]].AnswersLike(chosen));
}
