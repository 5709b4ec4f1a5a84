namespace InfernoSim.LiveState;

/// <summary>Chains as a person reads them. Exchanges and calls are counted from 1.</summary>
internal static class ChainText
{
    private static readonly string[] SecretWords = ["token", "secret", "session", "password", "jwt", "key", "auth", "csrf", "xsrf", "cookie", "sid", "credential"];

    private static readonly string[] SessionWords = ["sess", "sid", "token", "auth", "jwt", "csrf", "xsrf"];

    /// <summary>Where a value comes from.</summary>
    public static string Source(LiveChain chain) => chain.IsFromCall
        ? $"exchange {chain.Source.Exchange + 1}, made for dependency call {chain.Source.Call + 1}, {chain.Source.Place}"
        : $"exchange {chain.Source.Exchange + 1}, response, {chain.Source.Place}{(chain.Claim is null ? "" : $", claim {chain.Claim}")}";

    /// <summary>Where a value goes to.</summary>
    public static string End(ChainEnd end) => end switch
    {
        { Exchange: < 0 } => $"dependency call {end.Call + 1} of no exchange, {end.Place}",
        { Call: { } call } => $"exchange {end.Exchange + 1}, dependency call {call + 1}, {end.Place}",
        { IsResponse: true } => $"exchange {end.Exchange + 1}, response, {end.Place}",
        _ => $"exchange {end.Exchange + 1}, request, {end.Place}",
    };

    /// <summary>A value, in full only where it opens nothing: an id under a name that is not a credential's.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="value">The value.</param>
    public static string? Value(LiveChain chain, string? value) => value is not null && IsSecret(chain) ? Masked(value) : value;

    /// <summary>Whether a chain carries a credential.</summary>
    public static bool IsSecret(LiveChain chain) =>
        chain.Mechanism is ChainMechanism.Position or ChainMechanism.Cookie
        || chain.Shape.Shape is ValueShape.Jwt or ValueShape.Opaque
        || chain.Sinks.Append(chain.Source).Any(end => end.Place.Part == MessagePart.Cookie || SecretWords.Any(word => end.Place.Name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a cookie or header of this name holds what lets its owner in, so that no two owners may have the same.</summary>
    /// <param name="name">The name.</param>
    public static bool IsSessionName(string name) =>
        SessionWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) && !name.Contains("affinity", StringComparison.OrdinalIgnoreCase);

    private static string Masked(string value) => value.Length < 12 ? $"({value.Length} characters)" : $"{value[..3]}… ({value.Length} characters)";
}
