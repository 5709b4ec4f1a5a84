using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>A dependency call on its way through the indexes: its keys, each computed at most once. Used by one thread at a time.</summary>
/// <param name="request">The call.</param>
/// <param name="ids">The ids of the exchange that made it.</param>
/// <param name="noise">What is ignored.</param>
/// <param name="context">What the rules know of the call.</param>
/// <param name="agreed">The call with one text in place of whatever is not this worker's, so that workers that do the same wrong agree; itself when omitted.</param>
internal sealed class CallProbe(DependencyRequest request, OwnIds ids, NoiseFilter? noise = null, NoiseContext? context = null, Func<CallProbe>? agreed = null)
{
    private readonly NoiseCount _ignored = new();
    private DependencyRequest? _compared;
    private CallHeaders? _headers;
    private CallKey? _withoutBody;
    private CallKey? _exact;
    private CallKey? _hashed;

    public DependencyRequest Request { get; } = request;

    /// <summary>The ids of the exchange that made the call, as far as it says.</summary>
    public OwnIds Ids => ids;

    /// <summary>What makes it the same call as another, as far as it can be known: values that may be new each time are left out.</summary>
    public UInt128 Content => Key(BodyKnowledge.Exact).Value ^ HeaderForms.Hash(Headers);

    /// <summary>What makes it the same call as another worker's.</summary>
    public UInt128 AgreedContent => Agreed.Content;

    /// <summary>The call as other workers make it.</summary>
    public CallProbe Agreed => agreed?.Invoke() ?? this;

    /// <summary>The headers that are compared.</summary>
    public CallHeaders Headers => _headers ??= CallHeaders.Of(Compared.Headers, ids);

    public CallKey Key(BodyKnowledge knowledge) => knowledge switch
    {
        BodyKnowledge.Exact => _exact ??= WithoutBody.WithBody(Body, ids),

        // Nothing in it can be ignored: what was recorded is the hash of all of it.
        BodyKnowledge.Hashed => _hashed ??= WithoutBody.WithHashedBody(BodyContent.Of(Request.Body, Request.Headers)),
        _ => WithoutBody,
    };

    /// <summary>Another call, compared by the same rules.</summary>
    /// <param name="other">The call.</param>
    /// <param name="otherIds">The ids of the exchange that made it.</param>
    /// <param name="otherAgreed">The same call as other workers make it; itself when omitted.</param>
    public CallProbe With(DependencyRequest other, OwnIds otherIds, Func<CallProbe>? otherAgreed = null) => new(other, otherIds, noise, context, otherAgreed);

    /// <summary>The same call with recorded times in place of those that came, as the worker's own moments.</summary>
    /// <param name="other">The call with them.</param>
    /// <param name="moments">The recorded times.</param>
    /// <param name="otherAgreed">The same call as other workers make it.</param>
    public CallProbe WithMoments(DependencyRequest other, IReadOnlySet<string> moments, Func<CallProbe> otherAgreed) =>
        new(other, ids, noise, context is null ? null : context with { Moments = moments }, otherAgreed);

    /// <summary>The call without what the rules ignore.</summary>
    public DependencyRequest Compared => _compared ??= noise?.Apply(Request, ids, context ?? NoiseContext.Unknown, _ignored) ?? Request;

    /// <summary>A recorded call in the form that this one is compared with it.</summary>
    public IncidentEvent AsCompared(IncidentEvent recorded, OwnIds recordedIds) => noise?.Apply(recorded, recordedIds) ?? recorded;

    /// <summary>Counts what the rules ignored in the call.</summary>
    public void CountIgnored(NoiseTally tally) => tally.Add(_ignored);

    private CallKey WithoutBody => _withoutBody ??= CallKey.WithoutBody(Compared, ids);

    private BodyContent Body => BodyContent.Of(Compared.Body, Compared.Headers);
}
