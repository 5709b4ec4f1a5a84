using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>A dependency call on its way through the indexes: its keys, each computed at most once. Used by one thread at a time.</summary>
internal sealed class CallProbe(DependencyRequest request, OwnIds ids)
{
    private readonly CallKey _withoutBody = CallKey.WithoutBody(request, ids);
    private CallKey? _exact;
    private CallKey? _hashed;

    public DependencyRequest Request { get; } = request;

    /// <summary>The ids of the exchange that made the call, as far as it says.</summary>
    public OwnIds Ids => ids;

    /// <summary>What makes it the same call as another, as far as it can be known.</summary>
    public UInt128 Content => Key(BodyKnowledge.Exact).Value;

    public CallKey Key(BodyKnowledge knowledge) => knowledge switch
    {
        BodyKnowledge.Exact => _exact ??= _withoutBody.WithBody(Body, ids),
        BodyKnowledge.Hashed => _hashed ??= _withoutBody.WithHashedBody(Body),
        _ => _withoutBody,
    };

    private BodyContent Body => BodyContent.Of(Request.Body, Request.Headers);
}
