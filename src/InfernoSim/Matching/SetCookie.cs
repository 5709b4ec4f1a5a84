using System.Globalization;

namespace InfernoSim.Matching;

/// <summary>
/// One <c>Set-Cookie</c> line (RFC 6265, section 5.2) as it is compared: name, attributes, whether there is a value, and how
/// long the cookie is kept. The value itself and the moment that an <c>Expires</c> names differ each time.
/// </summary>
internal sealed class SetCookie
{
    private readonly SortedDictionary<string, string> _attributes;
    private readonly string? _expires;
    private readonly string? _maxAge;
    private readonly bool _hasValue;

    private SetCookie(string name, bool hasValue, SortedDictionary<string, string> attributes, string? expires, string? maxAge)
    {
        Name = name;
        _hasValue = hasValue;
        _attributes = attributes;
        _expires = expires;
        _maxAge = maxAge;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What makes two lines speak of one cookie, so that the later overwrites the earlier.</summary>
    public string Identity => $"{Name};{_attributes.GetValueOrDefault("domain")};{_attributes.GetValueOrDefault("path")}";

    /// <summary>Reads a line.</summary>
    /// <param name="line">The field value.</param>
    /// <returns>The cookie.</returns>
    public static SetCookie Parse(string line)
    {
        string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? expires = null;
        string? maxAge = null;
        foreach (string part in parts.Skip(1).Where(part => part.Length > 0))
        {
            (string name, string? value) = HeaderSyntax.Parameter(part);
            switch (name)
            {
                case "expires":
                    expires = HttpDate.Parse(value) is null ? expires : value;
                    break;
                case "max-age":
                    maxAge = double.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? value : maxAge;
                    break;
                default:
                    SetAttribute(attributes, name, value ?? "");
                    break;
            }
        }

        bool hasValue = equals < 0 ? parts[0].Length > 0 : equals + 1 < parts[0].Length && parts[0][(equals + 1)..].Trim() is not ("" or "\"\"");
        return new SetCookie(equals < 0 ? "" : parts[0][..equals].Trim(), hasValue, attributes, expires, maxAge);
    }

    /// <summary>The lines of a field, those of different cookies in an order of their own.</summary>
    /// <param name="lines">The field values.</param>
    /// <returns>The cookies.</returns>
    public static List<SetCookie> ParseAll(IReadOnlyList<string> lines) =>
        [.. lines.Select(Parse).OrderBy(cookie => cookie.Identity, StringComparer.Ordinal)];

    /// <summary>Writes what two lines have in common that set the same cookie in the same way.</summary>
    /// <param name="now">When the message was sent.</param>
    /// <returns>A text without the value and without how long exactly it is kept.</returns>
    public string Canonical(DateTimeOffset? now)
    {
        Lifetime lifetime = LifetimeAt(now);
        string value = _hasValue || lifetime.IsOver ? "" : " (empty)";
        return string.Join("; ", _attributes.Select(attribute => attribute.Value.Length == 0 ? attribute.Key : $"{attribute.Key}={attribute.Value}")
            .Prepend($"{Name}{value}")
            .Append(lifetime.Kind));
    }

    /// <summary>Whether another line sets the cookie in the same way.</summary>
    /// <param name="actual">The line that came.</param>
    /// <param name="now">When this one was sent.</param>
    /// <param name="actualNow">When that one was.</param>
    /// <returns><see langword="true"/> when it does.</returns>
    public bool IsLike(SetCookie actual, DateTimeOffset? now, DateTimeOffset? actualNow)
    {
        // The same date is the same decision, whatever has become of it since.
        if (_expires is not null && _expires == actual._expires && _maxAge == actual._maxAge)
        {
            actualNow = now;
        }

        return Canonical(now) == actual.Canonical(actualNow) && LifetimeAt(now).IsLike(actual.LifetimeAt(actualNow));
    }

    // Max-Age goes before Expires (RFC 6265, section 5.3).
    private Lifetime LifetimeAt(DateTimeOffset? now)
    {
        if (_maxAge is not null)
        {
            return new Lifetime(Math.Max(0, double.Parse(_maxAge, CultureInfo.InvariantCulture)), true);
        }

        return HttpDate.Parse(_expires) is { } date ? Lifetime.Until(date, now) : Lifetime.Open;
    }

    // The last of several counts; Path alone is compared in its case.
    private static void SetAttribute(SortedDictionary<string, string> attributes, string name, string value)
    {
        attributes[name] = name switch
        {
            "secure" or "httponly" or "partitioned" => "",
            "domain" => value.TrimStart('.').ToLowerInvariant(),
            "samesite" or "priority" => value.ToLowerInvariant(),
            _ => value,
        };
        if (attributes[name].Length == 0 && name is "path" or "domain")
        {
            attributes.Remove(name);
        }
    }
}
