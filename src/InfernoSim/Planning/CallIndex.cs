using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>
/// Recorded calls by content. Calls of equal content and headers form a group, in recorded order. Finding those of equal content
/// takes at most one look-up for each kind of key, however many calls there are; of these, headers choose. Immutable.
/// </summary>
internal sealed class CallIndex
{
    private static readonly BodyKnowledge[] MostCertainFirst = [BodyKnowledge.Exact, BodyKnowledge.Hashed, BodyKnowledge.Unknown];

    private readonly PlannedCall[] _calls;
    private readonly Dictionary<CallKey, List<int>> _groups = [];
    private readonly int[][] _callsOfGroup;
    private readonly int[] _groupOfCall;

    // Of each group the calls whose headers differ, in values that may be new.
    private readonly int[][] _faces;
    private readonly bool[] _answersAlike;
    private readonly BodyKnowledge[] _kinds;
    private readonly CallHeaders?[] _headers;
    private readonly CallHeaderFacts _facts;
    private readonly Func<string, bool>? _isLacking;

    private CallIndex(PlannedCall[] calls, OwnIds ids, NoiseFilter? noise, CallHeaderFacts facts, Func<string, bool>? isLacking)
    {
        _calls = calls;
        _facts = facts;
        _isLacking = isLacking;
        _headers = new CallHeaders?[calls.Length];
        _groupOfCall = new int[calls.Length];
        var byForm = new Dictionary<(CallKey, string), int>();
        var groups = new List<List<int>>();
        var kinds = new HashSet<BodyKnowledge>();
        foreach (PlannedCall call in calls)
        {
            IncidentEvent compared = noise?.Apply(call.Event, ids) ?? call.Event;
            CallKey key = CallKey.OfRecorded(compared, ids, out BodyKnowledge knowledge);
            kinds.Add(knowledge);
            _headers[call.Index] = CallHeaders.OfRecorded(compared, ids);
            string form = _headers[call.Index] is { } headers ? HeaderForms.Of(headers, facts) : "";
            if (!byForm.TryGetValue((key, form), out int group))
            {
                byForm.Add((key, form), group = groups.Count);
                groups.Add([]);
                AddGroup(key, group);
            }

            groups[group].Add(call.Index);
            _groupOfCall[call.Index] = group;
        }

        _callsOfGroup = [.. groups.Select(group => group.ToArray())];
        _faces = [.. groups.Select(group => group.DistinctBy(call => _headers[call] is { } headers ? HeaderForms.Whole(headers) : "").ToArray())];
        _answersAlike = [.. _callsOfGroup.Select(group => group.All(call => calls[group[0]].AnswersLike(calls[call])))];
        _kinds = [.. MostCertainFirst.Where(kinds.Contains)];
    }

    /// <summary>How many look-ups finding a call may take.</summary>
    public int KindsOfKeys => _kinds.Length;

    /// <summary>Makes the index of some calls.</summary>
    /// <param name="calls">The calls, in recorded order.</param>
    /// <param name="ids">The ids of their exchange.</param>
    /// <param name="noise">What is ignored.</param>
    /// <param name="facts">What the incident tells of the values in headers.</param>
    /// <param name="isLacking">Whether the replay cannot send a header of the exchange's request.</param>
    public static CallIndex Build(
        PlannedCall[] calls, OwnIds ids, NoiseFilter? noise = null, CallHeaderFacts? facts = null, Func<string, bool>? isLacking = null) =>
        new(calls, ids, noise, facts ?? CallHeaderFacts.None, isLacking);

    /// <summary>The groups that a call may be answered from, the most certain first: of equal content those with the very same headers before those with headers alike.</summary>
    public IEnumerable<int> Find(CallProbe probe)
    {
        foreach (BodyKnowledge kind in _kinds)
        {
            if (!_groups.TryGetValue(probe.Key(kind), out List<int>? groups))
            {
                continue;
            }

            foreach (int group in groups.OrderBy(group => IsSame(_headers[_callsOfGroup[group][0]], probe.Headers) ? 0 : 1))
            {
                // In a group with values that may be new, a recorded value stands for itself alone.
                if (_faces[group].Any(call => CompareHeaders(call, probe).Difference is null))
                {
                    yield return group;
                }
            }
        }
    }

    /// <summary>How the headers of a request compare with those of a recorded call.</summary>
    /// <param name="call">The index of the call.</param>
    /// <param name="probe">The request.</param>
    /// <param name="fresh">What the worker has sent so far; <see langword="null"/> where only the form of new values counts.</param>
    public CallHeaderResult CompareHeaders(int call, CallProbe probe, FreshHeaders? fresh = null) => _headers[call] is null
        ? CallHeaderResult.Same
        : new CallHeaderComparison(_facts, probe.Request.Authority, _isLacking, fresh).Compare(_headers[call], probe.Headers);

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

    /// <summary>Whether a recorded call equals the request.</summary>
    public bool IsEqual(PlannedCall call, CallProbe probe) => Find(probe).Contains(GroupOf(call.Index));

    public int[] CallsOf(int group) => _callsOfGroup[group];

    public int GroupOf(int call) => _groupOfCall[call];

    /// <summary>Whether every recorded call that equals the request would be answered as <paramref name="chosen"/> is.</summary>
    public bool AnswersAlike(CallProbe probe, PlannedCall chosen) =>
        Find(probe).All(group => _answersAlike[group] && _calls[_callsOfGroup[group][0]].AnswersLike(chosen));

    private static bool IsSame(CallHeaders? recorded, CallHeaders came) =>
        recorded is not null && recorded.All.Count == came.All.Count && recorded.All.Zip(came.All).All(pair => pair.First.Value == pair.Second.Value);

    private void AddGroup(CallKey key, int group)
    {
        if (_groups.TryGetValue(key, out List<int>? groups))
        {
            groups.Add(group);
        }
        else
        {
            _groups.Add(key, [group]);
        }
    }
}
