using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Noise;

/// <summary>
/// The rules of a replay. What was recorded and what comes go through the same rules before they are compared, so that
/// keys, differences and fingerprints all agree on what is ignored.
/// </summary>
internal sealed class NoiseFilter
{
    private readonly CompiledNoise[] _responses;
    private readonly CompiledNoise[] _calls;
    private readonly CompiledNoise[] _ignored;
    private readonly PrivacyLens? _lens;
    private readonly GrpcDescriptors? _descriptors;

    private NoiseFilter(CompiledNoise[] rules, NoiseFacts facts, PrivacyLens? lens, GrpcDescriptors? descriptors)
    {
        Facts = facts;
        _lens = lens;
        _descriptors = descriptors;
        _responses = [.. rules.Where(rule => rule.Rule.Dependency is null)];
        _calls = [.. rules.Where(rule => rule.Rule.Kind == NoiseKind.Fresh || (rule.Rule.Dependency is not null && rule.Rule.Kind != NoiseKind.Calls))];
        _ignored = [.. rules.Where(rule => rule.Rule.Kind == NoiseKind.Calls)];
    }

    /// <summary>Makes the filter of some rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="facts">What the incident tells about fresh values.</param>
    /// <param name="lens">Sees messages as they would have been recorded; <see langword="null"/> where they were recorded as they were.</param>
    /// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where they are compared by their bytes.</param>
    /// <returns><see langword="null"/> when there is nothing to do.</returns>
    public static NoiseFilter? Of(IReadOnlyList<NoiseRule> rules, NoiseFacts facts, PrivacyLens? lens = null, GrpcDescriptors? descriptors = null) =>
        rules.Count == 0 && lens is null && descriptors is null ? null : new NoiseFilter([.. rules.Select((rule, index) => CompiledNoise.Of(index, rule))], facts, lens, descriptors);

    /// <summary>What the incident tells about fresh values.</summary>
    public NoiseFacts Facts { get; }

    /// <summary>Whether there is a rule by which the messages of a stream may come in another order, so that none is compared for itself.</summary>
    public bool IgnoresOrderOfMessages => Array.Exists(_calls, rule => rule.Rule.Kind == NoiseKind.Unordered && rule.Path!.IsRoot);

    /// <summary>Whether there are rules that take whole calls out of the comparison.</summary>
    public bool IgnoresCalls => _ignored.Length > 0;

    /// <summary>The rule that takes a recorded call out of the comparison.</summary>
    /// <param name="call">The call.</param>
    /// <returns>Its place among the rules; <see langword="null"/> when there is none.</returns>
    public int? RuleOf(IncidentEvent call)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        return RuleOf(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery);
    }

    /// <summary>The rule that takes a call out of the comparison.</summary>
    /// <param name="call">The call that came.</param>
    /// <returns>Its place among the rules; <see langword="null"/> when there is none.</returns>
    public int? RuleOf(DependencyRequest call) => RuleOf(call.Method, call.Scheme, call.Authority, call.PathAndQuery);

    /// <summary>The rules for the responses to a request.</summary>
    /// <returns><see langword="null"/> when there are none.</returns>
    public MessageNoise? ForResponse(string method, string target) =>
        MessageNoise.Of(_responses.Where(rule => rule.Rule.Route?.Matches(method, target) != false), _lens?.For(new MessagePlace(false, method, "", "", target)), GrpcMessages.Of(_descriptors?.ResponseOf(target)));

    /// <summary>A recorded call as it is compared.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <param name="messagesBefore">Of a part of a stream of gRPC, how many messages were before it.</param>
    public IncidentEvent Apply(IncidentEvent call, OwnIds ids, int messagesBefore = 0)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        if (ForCall(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery) is not { } rules)
        {
            return call;
        }

        NoiseContext context = OfRecorded(call) with { MessagesBefore = messagesBefore };
        IncidentEvent masked = call with { Url = MaskUrl(call, rules, context), Headers = rules.MaskHeaders(call.Headers, context, null) };
        if (!rules.HasBodyRules || !call.Body.IsComplete || CallKey.KnowledgeOf(call) != BodyKnowledge.Exact)
        {
            return masked;
        }

        return rules.MaskBody(BodyContent.Of(call.Body, call.Headers), ids, context, null) is { } body
            ? masked with { Body = RecordedBody.FromBytes(body), Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }

    /// <summary>A call that came as it is compared.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <param name="context">What is known of it.</param>
    /// <param name="count">Gets what the rules did.</param>
    public DependencyRequest Apply(DependencyRequest request, OwnIds ids, NoiseContext context, NoiseCount count)
    {
        if (ForCall(request.Method, request.Scheme, request.Authority, request.PathAndQuery) is not { } rules)
        {
            return request;
        }

        context = Facts.AddTo(context);
        DependencyRequest masked = request with
        {
            PathAndQuery = rules.MaskTarget(request.PathAndQuery, context, count),
            Headers = rules.MaskHeaders(request.Headers, context, count),
        };
        return rules.HasBodyRules && rules.MaskBody(BodyContent.Of(request.Body, request.Headers), ids, context, count) is { } body
            ? masked with { Body = body, Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }

    /// <summary>What is known of a recorded message.</summary>
    public NoiseContext OfRecorded(IncidentEvent message) => Facts.ContextOfRecorded(message.Timestamp.ToDateTimeOffset());

    private static string? MaskUrl(IncidentEvent call, MessageNoise rules, NoiseContext context)
    {
        string url = call.Url ?? "";
        int start = MessagePlace.TargetIn(url);
        return start == url.Length ? call.Url : url[..start] + rules.MaskTarget(url[start..], context, null);
    }

    private int? RuleOf(string method, string scheme, string authority, string target) => Array.Find(
        _ignored, rule => rule.Rule.Dependency!.Matches(authority, scheme) && rule.Rule.Route?.Matches(method, target) != false)?.Index;

    private MessageNoise? ForCall(string method, string scheme, string authority, string target) => _calls.Length == 0 && _lens is null && _descriptors is null
        ? null
        : MessageNoise.Of(_calls.Where(rule => (rule.Rule.Kind != NoiseKind.Statements || scheme == SqlEvent.Scheme) && rule.Rule.Dependency?.Matches(authority, scheme) != false && rule.Rule.Route?.Matches(method, target) != false), _lens?.For(new MessagePlace(true, method, scheme, authority, target)), GrpcMessages.Of(_descriptors?.RequestOf(target)));
}
