using System.Collections.Frozen;

namespace InfernoSim.Matching;

/// <summary>How the value of a field may be written without saying anything else, by the field's specification.</summary>
/// <param name="Canonical">Writes a value (of several lines, joined by commas) as the members that are compared, in order.</param>
internal sealed record HeaderForm(Func<string, List<string>> Canonical)
{
    // Of a field that is not known only this is: a comma outside of quotes parts members, and white space around it means nothing.
    private static readonly HeaderForm Listed = new(value => HeaderSyntax.Split(value, ','));

    // Names and tokens that are compared without their case.
    private static readonly HeaderForm Tokens = new(value => [.. HeaderSyntax.Members(value, ',').Select(member => member.ToLowerInvariant())]);

    private static readonly HeaderForm TokenSet = new(value => Set(HeaderSyntax.Members(value, ',').Select(member => member.ToLowerInvariant())));

    // Methods, origins and quoted strings keep their case.
    private static readonly HeaderForm ExactSet = new(value => Set(HeaderSyntax.Members(value, ',')));

    private static readonly HeaderForm Directives = new(value => Set(HeaderSyntax.Members(value, ',').Select(Directive)));

    private static readonly HeaderForm Codings = new(value =>
        [.. HeaderSyntax.Members(value, ',').Select(member => member.ToLowerInvariant()).Select(member => member == "x-gzip" ? "gzip" : member)]);

    private static readonly HeaderForm Parameters = new(value => [WithParameters(value)]);

    private static readonly HeaderForm Challenges = new(value => [.. HeaderSyntax.Members(value, ',').Select(Challenge)]);

    private static readonly HeaderForm Policies = new(value => Set(HeaderSyntax.Members(value, ',').Select(Policy)));

    private static readonly HeaderForm MediaTypes = new(value => Set(HeaderSyntax.Members(value, ',').Select(member => MediaType.Canonical(member))));

    private static readonly HeaderForm OneMediaType = new(value => [MediaType.Canonical(value)]);

    private static readonly FrozenDictionary<string, HeaderForm> Known = new Dictionary<string, HeaderForm>
    {
        // RFC 9110: sets of field names, methods and tokens.
        ["Vary"] = TokenSet,
        ["Allow"] = ExactSet,
        ["Accept-Ranges"] = TokenSet,
        ["Trailer"] = TokenSet,
        ["Content-Language"] = TokenSet,
        ["Content-Encoding"] = Codings,
        ["Content-Type"] = OneMediaType,
        ["WWW-Authenticate"] = Challenges,
        ["Proxy-Authenticate"] = Challenges,
        ["Upgrade"] = Tokens,

        // RFC 9111 and RFC 5861.
        ["Cache-Control"] = Directives,
        ["CDN-Cache-Control"] = Directives,
        ["Surrogate-Control"] = Directives,
        ["Pragma"] = Directives,

        // Fetch.
        ["Access-Control-Allow-Methods"] = ExactSet,
        ["Access-Control-Allow-Headers"] = TokenSet,
        ["Access-Control-Expose-Headers"] = TokenSet,
        ["Timing-Allow-Origin"] = ExactSet,
        ["Cross-Origin-Resource-Policy"] = Tokens,
        ["X-Content-Type-Options"] = Tokens,

        // RFC 5789, LDP, RFC 6266, RFC 6797, RFC 7034, RFC 7240, and the policies of browsers.
        ["Accept-Patch"] = MediaTypes,
        ["Accept-Post"] = MediaTypes,
        ["Content-Disposition"] = Parameters,
        ["Strict-Transport-Security"] = new(value => [string.Join(';', Set(HeaderSyntax.Members(value, ';').Select(Directive)))]),
        ["X-Frame-Options"] = Tokens,
        ["Preference-Applied"] = Directives,
        ["Content-Security-Policy"] = Policies,
        ["Content-Security-Policy-Report-Only"] = Policies,
        ["Permissions-Policy"] = Directives,
        ["Referrer-Policy"] = Tokens,
        ["Clear-Site-Data"] = ExactSet,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The form of a field.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns>The form.</returns>
    public static HeaderForm Of(string name) => Known.GetValueOrDefault(name, Listed);

    private static List<string> Set(IEnumerable<string> members) => [.. members.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // The lists of field names in no-cache="..." and private="..." are names too.
    private static string Directive(string member) => HeaderSyntax.Parameter(member) switch
    {
        (var name, null) => name,
        ("no-cache" or "private" or "community", var names) directive => $"{directive.Name}={string.Join(',', TokenSet.Canonical(names!))}",
        var (name, value) => $"{name}={value}",
    };

    private static string WithParameters(string value)
    {
        List<string> parts = HeaderSyntax.Members(value, ';');
        if (parts.Count == 0)
        {
            return value;
        }

        return string.Join(';', parts.Skip(1).Select(Directive).Order(StringComparer.Ordinal).Prepend(parts[0].ToLowerInvariant()));
    }

    // "Bearer realm=..." begins a challenge, "error=..." goes on with it. What the parameters say is kept as it is.
    private static string Challenge(string member)
    {
        int space = member.IndexOf(' ', StringComparison.Ordinal);
        int equals = member.IndexOf('=', StringComparison.Ordinal);
        if (space > 0 && (equals < 0 || space < equals))
        {
            return $"{member[..space].ToLowerInvariant()} {Directive(member[(space + 1)..])}";
        }

        return Directive(member);
    }

    // Of two directives of one name the first counts; what a directive allows is a set of sources.
    private static string Policy(string policy) => string.Join(';', HeaderSyntax.Members(policy, ';')
        .Select(directive => directive.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .DistinctBy(words => words[0].ToLowerInvariant())
        .Select(words => string.Join(' ', Set(words.Skip(1)).Prepend(words[0].ToLowerInvariant())))
        .Order(StringComparer.Ordinal));
}
