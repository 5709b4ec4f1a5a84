using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Privacy;

/// <summary>
/// Finds secrets in a text by what they look like and by the names before them: in URLs, headers, JSON, forms, XML, multipart, statements,
/// connection strings, logs. What stands for a secret already is none.
/// </summary>
internal static partial class SecretDetector
{
    /// <summary>What is printed in place of a secret.</summary>
    public const string Mask = "[REDACTED]";

    private const string JwtSign = "eyJ";
    private const string PrivateKeySign = "KEY-----";

    // Where a secret may begin: not inside a word or an escape, but after an escape of JSON or of a URL, also of one in a URL.
    private const string Boundary = @"(?<=^|[^A-Za-z0-9\\%]|%(?![0-9A-Fa-f]{2})|\\[nrtbf]|\\u00[0-9A-Fa-f]{2}|%(?:25){0,8}[0-9A-Fa-f]{2})";

    private static readonly string[] Schemes = ["bearer", "basic"];

    private static readonly SearchValues<string> SchemeSigns = SearchValues.Create(Schemes, StringComparison.OrdinalIgnoreCase);

    // Of what an expression finds, each has one of these in it; also what a scheme is called, so that one look sees both. In sets of eight or less, which
    // begin as few words do: the search is many times slower for one set of more, and where much of a text begins as what it looks for.
    private static readonly SearchValues<string>[] NameSigns =
    [
        SearchValues.Create(["pass", "pwd", "secret", "token", "jwt", "ikey", "i_key", "i-key"], StringComparison.OrdinalIgnoreCase),
        SearchValues.Create(["skey", "s_key", "s-key", "tkey", "t_key", "t-key"], StringComparison.OrdinalIgnoreCase),
        SearchValues.Create(["ekey", "e_key", "e-key", .. Schemes], StringComparison.OrdinalIgnoreCase),
    ];

    // What a secret is known by, and how far behind its beginning that stands; also what a JSON Web Token begins with and what is in a private key,
    // so that one look sees all of them.
    private static readonly (SearchValues<string> Signs, int[] Behind)[] KnownSigns =
    [
        (SearchValues.Create(["AKIA", "ASIA", "ABIA", "ACCA", "AIza", "GOCSPX-", "SG.", JwtSign], StringComparison.Ordinal), [0]),
        (SearchValues.Create(["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "npm_", "whsec_"], StringComparison.Ordinal), [0]),
        (SearchValues.Create(["glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glsoat-", "glft-", "pypi-"], StringComparison.Ordinal), [0]),
        (SearchValues.Create(["shpat_", "shpca_", "shppa_", "shpss_", "hvs.", "dop_v1_", "ya29.", PrivateKeySign], StringComparison.Ordinal), [0]),
        (SearchValues.Create(["xox", "xapp-", "sk-", "k_live_", "k_test_", ":AA", "hooks.slack.com/"], StringComparison.Ordinal), [10, 9, 8, 1, 0]),
    ];

    private static readonly (SearchValues<string> Signs, int[] Behind)[] JwtSigns = [(SearchValues.Create([JwtSign], StringComparison.Ordinal), [0])];

    private static readonly (SearchValues<string> Signs, int[] Behind)[] SchemeBeginnings = [(SchemeSigns, [0])];

    // Where the host of a URL begins, or the user.
    private static readonly (SearchValues<string> Signs, int[] Behind)[] HostSigns = [(SearchValues.Create(["://"], StringComparison.Ordinal), [-3])];

    // Of letters also that of Kelvin, which is one that an expression takes for a k.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$-\u212A");

    // The forms that a value stands in behind its name, and whether a character behind the name may be of such a form.
    private static readonly (Func<char, bool> Follows, Regex Expression)[] NamedForms =
    [
        (static next => next == '"', Json()),
        (static next => next == '"', Parameter()),
        (static next => next is '"' or ';' or '\r' or '\n', Part()),
        (static next => next == '\\', EscapedJson()),
        (static next => next == '=' || char.IsWhiteSpace(next), Pair()),
        (static next => next == '%', EncodedPair()),
        (static next => next == '>' || char.IsWhiteSpace(next), Element()),
    ];

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_+@%\\");

    private static readonly SearchValues<string> AddressSigns = SearchValues.Create(["@", "%40", "\\u0040"], StringComparison.Ordinal);

    /// <summary>A look that spares most texts the search: whether anything in one may be a secret.</summary>
    /// <param name="text">The text.</param>
    public static bool MayHold(ReadOnlySpan<char> text) =>
        text.ContainsAny(AddressSigns)
        || MayHoldNamed(text)
        || TextWindows.HasDigits(text, CardNumber.FewestDigits)
        || MayHoldKnown(text);

    private static bool MayHoldNamed(ReadOnlySpan<char> text)
    {
        foreach (SearchValues<string> signs in NameSigns)
        {
            if (text.ContainsAny(signs))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayHoldKnown(ReadOnlySpan<char> text)
    {
        foreach ((SearchValues<string> signs, _) in KnownSigns)
        {
            if (text.ContainsAny(signs))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds them.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The secrets in order, none inside another.</returns>
    public static IReadOnlyList<Secret> In(string text)
    {
        List<Secret>? found = null;
        if (text.Contains(PrivateKeySign, StringComparison.Ordinal))
        {
            foreach (Match match in PrivateKey().Matches(text))
            {
                Add(ref found, match, SecretKind.PrivateKey);
            }
        }

        AddAt(ref found, text, JwtSigns, SecretKind.Jwt, Jwt());
        AddAt(ref found, text, SchemeBeginnings, SecretKind.Credential, Scheme());
        AddAt(ref found, text, KnownSigns, SecretKind.Credential, Known());
        AddNamed(ref found, text);
        if (text.AsSpan().ContainsAny(AddressSigns))
        {
            AddAt(ref found, text, HostSigns, SecretKind.UserInfo, UserInfo());
            AddIn(ref found, text, TextWindows.Words(text, AddressSigns, AddressCharacters, longest: 260), SecretKind.Email, Email(), address => !IsReserved(address));
        }

        AddIn(ref found, text, TextWindows.AroundDigits(text, CardNumber.FewestDigits), SecretKind.CardNumber, Digits(), number => CardNumber.Is(OnlyDigits(number)));
        return found is null ? [] : InOrder(found);
    }

    /// <summary>The text with something in place of each secret.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replace">What is in place of a secret, given the text of it.</param>
    /// <param name="isKept">Whether a secret stays where it is; none does when omitted.</param>
    public static string Replace(string text, Func<SecretKind, string, string> replace, Func<Secret, bool>? isKept = null)
    {
        IReadOnlyList<Secret> found = In(text);
        if (isKept is not null && found.Count > 0)
        {
            found = [.. found.Where(secret => !isKept(secret))];
        }

        if (found.Count == 0)
        {
            return text;
        }

        var replaced = new StringBuilder(text.Length);
        int at = 0;
        foreach (Secret secret in found)
        {
            replaced.Append(text, at, secret.Start - at).Append(replace(secret.Kind, text.Substring(secret.Start, secret.Length)));
            at = secret.End;
        }

        return replaced.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Whether a key or a token may begin in a word, of which only the beginning is there.</summary>
    /// <param name="word">The beginning of the word.</param>
    public static bool MayBegin(string word) => MayHoldKnown(word);

    /// <summary>The text with <see cref="Mask"/> in place of each secret.</summary>
    /// <param name="text">The text.</param>
    public static string Hide(string text) => Replace(text, static (_, _) => Mask);

    // An expression is tried where a sign of what it finds stands, and nowhere else.
    private static void AddAt(ref List<Secret>? found, string text, (SearchValues<string> Signs, int[] Behind)[] sets, SecretKind kind, Regex expression)
    {
        foreach ((SearchValues<string> signs, int[] behind) in sets)
        {
            for (int at = text.AsSpan().IndexOfAny(signs); at >= 0;)
            {
                int from = at + 1;
                foreach (int start in behind)
                {
                    if (at >= start && expression.Match(text, at - start) is { Success: true } match)
                    {
                        Add(ref found, match, kind);
                        from = Math.Max(from, match.Index + match.Length);
                        break;
                    }
                }

                int next = text.AsSpan(from).IndexOfAny(signs);
                at = next < 0 ? -1 : from + next;
            }
        }
    }

    // A value is looked for behind the name that a sign stands in, in the form that what is behind the name is a sign of.
    private static void AddNamed(ref List<Secret>? found, string text)
    {
        Span<int> nearest = stackalloc int[NameSigns.Length];
        nearest.Fill(-1);
        Span<int> ends = stackalloc int[NamedForms.Length];
        for (int at = NextName(text, 0, nearest); at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOfAnyExcept(NameCharacters);
            if (length < 0)
            {
                return;
            }

            int behind = at + length;
            for (int i = 0; i < NamedForms.Length; i++)
            {
                // Not in what is the value of such a form already: a row of names would be read from each of them to its end.
                if (behind >= ends[i] && NamedForms[i].Follows(text[behind]) && NamedForms[i].Expression.Match(text, behind) is { Success: true } match)
                {
                    Add(ref found, match, SecretKind.NamedValue);
                    ends[i] = match.Index + match.Length;
                }
            }

            at = NextName(text, behind, nearest);
        }
    }

    // Of all sets in the order of the text, so that what begins in a value hides none behind it; where the nearest of each set is, is kept.
    private static int NextName(string text, int from, Span<int> nearest)
    {
        int next = text.Length;
        for (int i = 0; i < nearest.Length; i++)
        {
            if (nearest[i] < from)
            {
                int found = text.AsSpan(from).IndexOfAny(NameSigns[i]);
                nearest[i] = found < 0 ? text.Length : from + found;
            }

            next = Math.Min(next, nearest[i]);
        }

        return next;
    }

    private static void AddIn(ref List<Secret>? found, string text, IReadOnlyList<Range> windows, SecretKind kind, Regex expression, Func<string, bool> isOne)
    {
        foreach (Range window in windows)
        {
            (int start, int length) = window.GetOffsetAndLength(text.Length);
            for (Match match = expression.Match(text, start, length); match.Success; match = match.NextMatch())
            {
                if (isOne(match.Groups["value"].Value))
                {
                    Add(ref found, match, kind);
                }
            }
        }
    }

    private static void Add(ref List<Secret>? found, Match match, SecretKind kind)
    {
        Group value = match.Groups["value"];
        if (value.Success && !IsStandIn(value.Value))
        {
            (found ??= []).Add(new Secret(value.Index, value.Length, kind));
        }
    }

    // The longest of those that overlap, as a rule the one that knows most.
    private static List<Secret> InOrder(List<Secret> found)
    {
        var kept = new List<Secret>(found.Count);
        foreach (Secret secret in found.OrderBy(secret => secret.Start).ThenByDescending(secret => secret.Length))
        {
            if (kept.Count == 0 || secret.Start >= kept[^1].End)
            {
                kept.Add(secret);
            }
            else if (secret.End > kept[^1].End && kept[^1].Kind != SecretKind.UserInfo)
            {
                kept[^1] = kept[^1] with { Length = secret.End - kept[^1].Start };
            }
        }

        return kept;
    }

    private static bool IsStandIn(string value) =>
        value.StartsWith("[REDACTED", StringComparison.Ordinal) || SecretTokens.Is(value) || HiddenJwt.Is(value) || Placeholder().IsMatch(value);

    // RFC 2606 and RFC 6761: nobody has an address there.
    private static bool IsReserved(string email)
    {
        int at = email.LastIndexOf('@');
        string host = email[(at >= 0 ? at + 1 : email.LastIndexOf("40", StringComparison.Ordinal) + 2)..].ToLowerInvariant();
        string[] labels = host.Split('.');
        return labels[^1] is "test" or "invalid" or "example" or "localhost" || (labels.Length > 1 && labels[^2] == "example" && labels[^1] is "com" or "net" or "org");
    }

    private static string OnlyDigits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"(?<value>-----BEGIN(?:[A-Z +]|%20)*PRIVATE(?: |\+|%20)KEY-----[\s\S]*?(?:-----END(?:[A-Z +]|%20)*PRIVATE(?: |\+|%20)KEY-----|\z))", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\G(?<=[a-z0-9+]://)(?=[^\s/?#@""'<>\[\]:]*:[^\s/?#@""'<>\[\]])(?<value>(?>[^\s/?#@""'<>\[\]]+))(?=@)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    // Without a value: a word of which no part begins one, so that one of many beginnings is read once.
    [GeneratedRegex(@"\G" + Boundary + @"(?:(?<value>eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*)|[A-Za-z0-9_-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Jwt();

    // By the prefixes that their issuers publish, so that scanners find them.
    [GeneratedRegex(
        @"\G" + Boundary + @"(?<value>(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])" // AWS
        + @"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}" // GitHub
        + @"|gl(?:pat|ptt|dt|rt|cbt|soat|ft)-[A-Za-z0-9_-]{20,}" // GitLab
        + @"|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}" // Slack
        + @"|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,}" // Stripe
        + @"|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}" // Google
        + @"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}" // SendGrid
        + @"|sk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}" // OpenAI, Anthropic
        + @"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{32,}|hvs\.[A-Za-z0-9_-]{20,}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"
        + @"|[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])" // Telegram
        + @"|https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Known();

    [GeneratedRegex(@"\G\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)(?:\s|%20|\+)+(?<value>(?=[a-z._~+/-]{0,200}[0-9A-Z=])[A-Za-z0-9._~+/-]{12,}=*)", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\G(?<=""[@:$]?" + SecretNames.Pattern + @")""\s*:\s*""(?<value>(?:[^""\\\r\n]|\\.)+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Json();

    // JSON in a string of JSON, or in a report that is JSON.
    [GeneratedRegex(@"\G(?<=\\(?:""|u0022)[@:$]?" + SecretNames.Pattern + @")\\+(?:""|u0022)\s*:\s*\\+(?:""|u0022)(?<value>[^""\\\r\n]+)\\", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EscapedJson();

    // A SQL parameter: its value is a member of its own.
    [GeneratedRegex(@"\G(?<=""[@:$]?" + SecretNames.Pattern + @")""\s*:\s*\{[^{}]*?""value""\s*:\s*""(?<value>(?:[^""\\]|\\.)+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\G(?<=(?<![A-Za-z0-9])" + SecretNames.Pattern + @")\s?=(?!=)\s?(?:\\*[""'](?<value>[^""'\\\r\n]+)|(?<value>[^&;,\s""'<>\\|)]+))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    // A form, a connection string or JSON in the value of a URL.
    [GeneratedRegex(@"\G(?<=(?:^|[^A-Za-z0-9]|%[0-9A-F]{2})" + SecretNames.Pattern + @")(?:%22)?(?:%3D|%3A)(?:%20|%22)*(?<value>(?:[A-Za-z0-9._~!*()-]|%(?!26|3B|20|22|2C)[0-9A-F]{2})+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EncodedPair();

    [GeneratedRegex(@"\G(?<=<(?:[a-z0-9]+:)?" + SecretNames.Pattern + @")(?:\s[^<>]*)?>(?<value>[^<>]+)</", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Element();

    // .NET writes names without quotes where it can. Without a value: a line that none is behind, so that one of many names is read once.
    [GeneratedRegex(@"\G(?<=name=""?" + SecretNames.Pattern + @")(?:""[^\r\n]*|;[^\r\n]*)?(?:\r?\n(?:[A-Za-z][^\r\n]*\r?\n){0,64}\r?\n(?<value>[^\r\n]+))?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(Boundary + @"(?<value>[A-Za-z0-9](?:[A-Za-z0-9._+-]|%2B|\\u002B){0,80}(?:@|%40|\\u0040)(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24})(?![A-Za-z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<=^|[^A-Za-z0-9._#-]|%[0-9A-Fa-f]{2}|\\[nrt]|\\u00[0-9A-Fa-f]{2})(?<value>[2-6][0-9]{3}(?:[0-9]{9,15}|[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|[ -][0-9]{6}[ -][0-9]{4,5}))(?![A-Za-z0-9_-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:\$?\{.*|<.*|\*+|\.\.\.|null|true|false|undefined|none)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
