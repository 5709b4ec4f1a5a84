using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Scrubbing;

namespace InfernoSim.Healing;

/// <summary>A message of the incident, a response or a dependency call, with what came in its place in each replay.</summary>
/// <param name="Title">What a person calls it.</param>
/// <param name="Method">The method of the request, or of the call.</param>
/// <param name="Target">Its path and query.</param>
/// <param name="Callee">Who was called; <see langword="null"/> for a response.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Seen">What came, in the order of the replays.</param>
internal sealed record HealMessage(string Title, string Method, string Target, Callee? Callee, MessageContent Recorded, IReadOnlyList<SeenContent> Seen)
{
    /// <summary>Its place in the incident: the exchange, and the dependency call in it; <see langword="null"/> for the response.</summary>
    public (int Exchange, int? Call) Address { get; init; }

    /// <summary>What the incident tells about fresh values.</summary>
    public NoiseFacts Facts { get; init; } = NoiseFacts.None;

    /// <summary>Sees what the service says as it would have been recorded; <see langword="null"/> where it was recorded as it was.</summary>
    public PrivacyLens? Lens { get; init; }

    /// <summary>Reads its body where it is one of gRPC; <see langword="null"/> where it is compared by its bytes.</summary>
    public GrpcMessages? Messages { get; init; }

    /// <summary>The recorded body, messages of gRPC as the JSON that they are compared as.</summary>
    public BodyContent RecordedContent
    {
        get
        {
            var body = BodyContent.Of(Recorded.Body, Recorded.Headers);
            return Messages?.ToJson(body) is { } messages ? BodyContent.OfJson(messages) : body;
        }
    }

    /// <summary>The dependency that was called; <see langword="null"/> for a response.</summary>
    public DependencyName? Dependency => Callee?.Name;

    /// <summary>The path without its query.</summary>
    public string Path => RequestTarget.PathOf(Target);

    /// <summary>The path with a <c>*</c> in place of what is new in each replay.</summary>
    public string RoutePath => PathTemplate is { } template ? template.AsRoute() : Path;

    /// <summary>What the paths of a call have in common; <see langword="null"/> when they are the recorded one.</summary>
    public FreshTemplate? PathTemplate
    {
        get
        {
            string[] paths = [.. Seen.Select(seen => seen.Content?.Path).OfType<string>().Prepend(Recorded.Path)];
            return paths.Distinct(StringComparer.Ordinal).Count() == 1 ? null : DifferenceForms.TemplateOf(paths, this, mayCount: true);
        }
    }

    /// <summary>Whether a rule is for this message.</summary>
    public bool IsSubjectTo(NoiseRule rule) =>
        ((rule.Dependency is null) == (Dependency is null) || (rule.Kind == NoiseKind.Fresh && rule.Dependency is null))
        && rule.Route?.Matches(Method, Target) != false
        && (Dependency is null || rule.Dependency?.Matches(Callee!.Name.ToString(), Callee.Scheme) != false);

    /// <summary>The values of a content without what rules ignore.</summary>
    public IReadOnlyDictionary<Position, ObservedValue> Values(MessageContent content, IReadOnlyList<CompiledNoise> rules)
    {
        var place = new MessagePlace(Callee is not null, Method, Callee?.Scheme ?? "", Callee?.Name.ToString() ?? "", Target);
        MessageNoise? noise = MessageNoise.Of(rules.Where(rule => IsSubjectTo(rule.Rule)), Lens?.For(place), Messages);
        return ComparedValues.Of(content.Masked(noise, Facts, ReferenceEquals(content, Recorded)), Dependency is null ? null : Seen.SelectMany(seen => seen.Headers).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>Who was called.</summary>
/// <param name="Name">The dependency, as it was named.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
internal sealed record Callee(DependencyName Name, string Scheme);

/// <summary>What a message holds that is compared.</summary>
/// <param name="Status">Of a response; 0 of a call.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Path">Of a call.</param>
/// <param name="Query">Of a call, with its <c>?</c>, or empty.</param>
/// <param name="Body">The body.</param>
/// <param name="Ids">The ids of its exchange.</param>
/// <param name="At">When it was sent.</param>
internal sealed record MessageContent(int Status, HeaderMap Headers, string Path, string Query, ReadOnlyMemory<byte> Body, OwnIds Ids, DateTimeOffset At)
{
    public MessageContent Masked(MessageNoise? noise, NoiseFacts facts, bool isRecorded)
    {
        if (noise is null)
        {
            return this;
        }

        NoiseContext context = facts.ContextOf(At) with { IsRecorded = isRecorded };
        string target = noise.MaskTarget(Path + Query, context, null);
        MessageContent masked = this with
        {
            Headers = noise.MaskHeaders(Headers, context, null),
            Path = RequestTarget.PathOf(target),
            Query = RequestTarget.QueryOf(target),
        };
        return noise.HasBodyRules && noise.MaskBody(BodyContent.Of(Body, Headers), Ids, context, null) is { } body
            ? masked with { Body = body, Headers = MessageNoise.WithoutEncoding(masked.Headers) }
            : masked;
    }
}

/// <summary>What came in one replay.</summary>
/// <param name="Content">What; <see langword="null"/> when nothing did.</param>
internal sealed record SeenContent(MessageContent? Content)
{
    /// <summary>Of a call, the headers that are not as recorded.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>When it came, in seconds since the Unix epoch.</summary>
    public double Seconds => ((Content?.At ?? DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch).TotalSeconds;
}
