using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>How the headers of a call compare with those of a recorded one.</summary>
/// <param name="Difference">The first difference, by name; <see langword="null"/> when there is none.</param>
/// <param name="Differences">How many headers differ.</param>
/// <param name="Fresh">The new values that stand for recorded ones.</param>
internal readonly record struct CallHeaderResult(HeaderDifference? Difference, int Differences, IReadOnlyList<FreshHeader> Fresh)
{
    /// <summary>The headers are not compared, or equal.</summary>
    public static CallHeaderResult Same { get; } = new(null, 0, []);

    /// <summary>Which headers differ.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>Compares the headers of a dependency call with those of a recorded one.</summary>
/// <param name="facts">What the incident tells of the values.</param>
/// <param name="dependency">The dependency, whose values are its own.</param>
/// <param name="isLacking">Whether the replay could not send the exchange's request with a header, because capture had redacted it.</param>
/// <param name="fresh">What the worker has sent so far; <see langword="null"/> where only the form counts.</param>
internal sealed class CallHeaderComparison(CallHeaderFacts facts, string dependency, Func<string, bool>? isLacking, FreshHeaders? fresh)
{
    private readonly List<FreshHeader> _fresh = [];
    private readonly List<string> _names = [];
    private HeaderDifference? _first;
    private int _count;

    /// <summary>Compares.</summary>
    /// <param name="expected">What was recorded; <see langword="null"/> when that is not known.</param>
    /// <param name="came">What came.</param>
    public CallHeaderResult Compare(CallHeaders? expected, CallHeaders came)
    {
        if (expected is null)
        {
            return CallHeaderResult.Same;
        }

        int left = 0;
        int right = 0;
        while (left < expected.All.Count || right < came.All.Count)
        {
            int order = left == expected.All.Count ? 1
                : right == came.All.Count ? -1
                : string.Compare(expected.All[left].Name, came.All[right].Name, StringComparison.OrdinalIgnoreCase);
            if (order < 0)
            {
                CompareWithAbsent(expected.All[left++], isRecorded: true);
            }
            else if (order > 0)
            {
                CompareWithAbsent(came.All[right++], isRecorded: false);
            }
            else
            {
                CompareValues(expected.All[left++], came.All[right++]);
            }
        }

        return _count == 0 && _fresh.Count == 0 ? CallHeaderResult.Same : new CallHeaderResult(_first, _count, _fresh) { Names = _names };
    }

    private void CompareWithAbsent(CallHeader header, bool isRecorded)
    {
        bool isExcused = header.Kind switch
        {
            CallHeaderKind.Cookie => PairsOf(header).Count == 0,
            CallHeaderKind.Credential => Credentials.AreOfTransport(Credentials.Split(header).Scheme)
                || (isRecorded && RedactedText.IsIn(header.Value) && isLacking?.Invoke(header.Name) == true),
            _ => false,
        };
        if (isExcused)
        {
            return;
        }

        string shown = header.Kind == CallHeaderKind.Credential && !isRecorded ? Credentials.Masked(header) : Excerpt.Shorten(header.Shown);
        Differ(isRecorded ? new(header.Name, shown, BodyDifference.Absent) : new(header.Name, BodyDifference.Absent, shown));
    }

    private void CompareValues(CallHeader expected, CallHeader came)
    {
        if (expected.Value == came.Value)
        {
            return;
        }

        string? why = null;
        bool same = expected.Kind switch
        {
            CallHeaderKind.Standard => RedactedText.Match(expected.Value, came.Value) is not null || AreTimes(expected, came),
            CallHeaderKind.Credential => AreSameCredentials(expected, came, out why),
            CallHeaderKind.Cookie => AreSameCookies(expected, came),
            CallHeaderKind.Derived => AreTokensAlike(expected, came, (recorded, got) => FreshForm.AreAlike(recorded, got) || AreSegmentsAlike(recorded, got)),
            _ => AreTokensAlike(expected, came, (recorded, got) => IsFresh(expected.Name, recorded, got, ref why)),
        };
        if (!same)
        {
            bool isSecret = expected.Kind is CallHeaderKind.Credential or CallHeaderKind.Cookie && RedactedText.IsIn(expected.Value);
            (string left, string right) = isSecret
                ? (expected.Shown, came.Kind == CallHeaderKind.Cookie ? NamesOf(came) : Credentials.Masked(came))
                : Excerpt.Pair(expected.Shown, came.Shown);
            Differ(new HeaderDifference(came.Name, left, why ?? right));
        }
    }

    // "If-Modified-Since: five minutes ago"; what a dependency or the request gave is carried on as it is.
    private bool AreTimes(CallHeader expected, CallHeader came) =>
        FreshForm.IsTime(expected.Shown) && FreshForm.AreAlike(expected.Shown, came.Shown) && !facts.IsElsewhere(expected.Shown);

    private bool AreSameCredentials(CallHeader expected, CallHeader came, out string? why)
    {
        why = null;
        (string scheme, string secret) = Credentials.Split(expected);
        (string cameScheme, string cameSecret) = Credentials.Split(came);
        if (!IsSameScheme(scheme, secret, cameScheme))
        {
            return false;
        }

        if (Credentials.AreOfTransport(scheme))
        {
            return true;
        }

        cameSecret = scheme.Length == 0 ? came.Value : cameSecret;
        if (RedactedText.Match(secret, cameSecret) is { } secrets)
        {
            return Credentials.IsGiven(cameSecret) && AreOwn(expected.Name, secrets, ref why);
        }

        if (RedactedText.IsIn(secret) || !Credentials.IsGiven(cameSecret))
        {
            return false;
        }

        if (Credentials.AreComputed(scheme, secret))
        {
            return AreTokensAlike(secret, cameSecret, (recorded, got) => FreshForm.AreAlike(recorded, got) || AreSegmentsAlike(recorded, got));
        }

        if (secret == cameSecret)
        {
            return true;
        }

        return !facts.IsRecorded(cameSecret)
            && Credentials.IsGiven(secret)
            && !facts.IsElsewhere(secret)
            && MayStandFor(expected.Name, secret, cameSecret, isUnique: false, ref why);
    }

    private bool AreOwn(string name, IReadOnlyList<(string Marker, string Secret)> secrets, ref string? why)
    {
        foreach ((string marker, string secret) in secrets)
        {
            if (marker != Redaction.Marker && marker != secret && !MayStandFor(name, marker, secret, isUnique: false, ref why))
            {
                return false;
            }
        }

        return true;
    }

    // "[REDACTED]" alone may have been written in place of a scheme too.
    private static bool IsSameScheme(string recorded, string secret, string came) =>
        (recorded.Length == 0 && RedactedText.IsIn(secret)) || recorded.Equals(came, StringComparison.OrdinalIgnoreCase);

    private bool AreSameCookies(CallHeader expected, CallHeader came)
    {
        List<string> left = PairsOf(expected);
        List<string> right = PairsOf(came);
        return left.Count == right.Count && left.Zip(right).All(pair => pair.First == pair.Second || RedactedText.Match(pair.First, pair.Second) is not null);
    }

    // Clients keep what a dependency sets and send it on their own; how often it was set before differs from worker to worker.
    private List<string> PairsOf(CallHeader cookies) =>
        [.. cookies.Value.Split("; ", StringSplitOptions.RemoveEmptyEntries).Where(pair => !facts.IsCookieOfDependency(pair))];

    private static string NamesOf(CallHeader cookies) => string.Join("; ", cookies.Value.Split("; ").Select(pair => pair.Split('=')[0]));

    private bool IsFresh(string name, string recorded, string came, ref string? why)
    {
        if (CallHeaderNames.NamesAnOwner(name) || !FreshForm.AreAlike(recorded, came) || facts.IsElsewhere(recorded))
        {
            return false;
        }

        if (FreshForm.IsTime(recorded))
        {
            return true;
        }

        if (facts.IsRecorded(came))
        {
            return false;
        }

        return MayStandFor(name, recorded, came, FreshForm.IsUnique(recorded) && facts.IsOfOneExchange(recorded), ref why);
    }

    private bool MayStandFor(string name, string recorded, string came, bool isUnique, ref string? why)
    {
        // Tokens that tell the time of their making may be the same twice in the recording and not in the replay.
        if (fresh is null || ShapedValue.Of(came).Shape == ValueShape.Jwt)
        {
            return true;
        }

        var value = new FreshHeader($"{dependency} {name.ToLowerInvariant()}", recorded, came, isUnique);
        _fresh.Add(value);
        why = fresh.WhyNot(value);
        return why is null;
    }

    private static bool AreTokensAlike(CallHeader expected, CallHeader came, Func<string, string, bool> areAlike) =>
        AreTokensAlike(expected.Value, came.Value, areAlike);

    private static bool AreTokensAlike(string expected, string came, Func<string, string, bool> areAlike)
    {
        if (RedactedText.Match(expected, came) is not null)
        {
            return true;
        }

        List<string> left = HeaderTokens.Split(expected);
        List<string> right = HeaderTokens.Split(came);
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i] && (i % 2 == 1 || !areAlike(left[i], right[i])))
            {
                return false;
            }
        }

        return true;
    }

    // "AKIA…/20260101/eu-central-1/s3/aws4_request": the day moves on, the rest stays.
    private static bool AreSegmentsAlike(string expected, string came)
    {
        string[] left = expected.Split('/');
        string[] right = came.Split('/');
        return left.Length > 1 && left.Length == right.Length && left.Zip(right).All(pair =>
            pair.First == pair.Second || (IsDay(pair.First) && IsDay(pair.Second)));
    }

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _);

    private void Differ(HeaderDifference difference)
    {
        _first ??= difference;
        _count++;
        _names.Add(difference.Name);
    }
}
