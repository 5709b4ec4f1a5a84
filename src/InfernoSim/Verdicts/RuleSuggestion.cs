using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>The rule that a person would write to ignore a difference.</summary>
internal static class RuleSuggestion
{
    /// <summary>The rule for a value that looks new each time, on both sides.</summary>
    /// <param name="divergence">The difference.</param>
    /// <param name="plan">What was replayed.</param>
    /// <returns><see langword="null"/> when it does not look so, or is not about one value.</returns>
    public static NoiseRule? OfFresh(Divergence divergence, ReplayPlan plan) => Of(divergence, plan, isFresh: true);

    /// <summary>The rule for whatever differs there.</summary>
    /// <param name="divergence">The difference.</param>
    /// <param name="plan">What was replayed.</param>
    /// <returns><see langword="null"/> when there is no rule for such a place.</returns>
    public static NoiseRule? OfAny(Divergence divergence, ReplayPlan plan) => Of(divergence, plan, isFresh: true) ?? Of(divergence, plan, isFresh: false);

    private static NoiseRule? Of(Divergence divergence, ReplayPlan plan, bool isFresh)
    {
        if (PlaceOf(divergence, plan) is not { } place)
        {
            return null;
        }

        (string expected, string got) = place.Kind == NoiseKind.Json ? (Unquoted(divergence.Expected), Unquoted(divergence.Got)) : (divergence.Expected, divergence.Got);
        // Of a long value only a part is shown, whose ends are no ends of values.
        bool isPart = expected.Contains(Excerpt.Ellipsis, StringComparison.Ordinal) || got.Contains(Excerpt.Ellipsis, StringComparison.Ordinal);
        FreshTemplate? template = isPart && place.Kind != NoiseKind.Body ? null : FreshTemplate.Of([expected, got], parts => FormOf(parts, place.At, NoiseFacts.LengthOf(plan.Incident)));
        if (isFresh && template is null)
        {
            return null;
        }

        return place.Kind switch
        {
            NoiseKind.Path => template?.AsRoute().StartsWith('/') != true ? null : NoiseRule.Of(NoiseKind.Path, template.AsPath(), place.Dependency, RoutePattern.Parse($"{place.Method} {template.AsRoute()}")),
            NoiseKind.Body when template is null => null,
            NoiseKind.Body => NoiseRule.Of(NoiseKind.Body, place.Target.Length == 0 ? template.AsExpression() : $"^{FreshTemplate.Escape(place.Target)}={template.AsExpression()}$", place.Dependency, place.Route),
            var kind => NoiseRule.Of(kind, place.Target, place.Dependency, place.Route, only: isFresh ? template!.AsExpressions()[0] : null),
        };
    }

    private static string? FormOf(string[] parts, DateTimeOffset at, TimeSpan reach) => FormFinder.Of(parts, [], TimeSpan.Zero, mayCount: false) switch
    {
        // Of the two only the recorded one is known to have been made when: a time that is meant to be an hour ahead was so then.
        "time" => parts.All(FreshForm.IsTime) ? FormFinder.Of([parts[0]], [at], reach, mayCount: false) : null,
        "uuid" => parts.All(FreshForm.IsUnique) ? "uuid" : null,
        var form => form,
    };

    private static Place? PlaceOf(Divergence divergence, ReplayPlan plan)
    {
        if (plan.Find(divergence.Exchange) is not { } exchange)
        {
            return null;
        }

        switch (divergence.Kind.AsCall())
        {
            case DivergenceKind.ResponseHeader:
                return new Place(NoiseKind.Header, divergence.Location, null, exchange.Method, RequestTarget.PathOf(exchange.Target), TimeOf(exchange.Recorded.Response ?? exchange.Recorded.Request));
            case DivergenceKind.ResponseBody when exchange.Recorded.Response is { } response:
                return InBody(divergence.Location, response, null, exchange.Method, RequestTarget.PathOf(exchange.Target));
            case DivergenceKind.CallChanged when divergence.Call is { } call && call >= 0 && call < exchange.Calls.Length:
                return InCall(divergence.Location, exchange.Calls[call].Event);
            default:
                return null;
        }
    }

    private static Place? InCall(string location, IncidentEvent call)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        if (!DependencyName.TryParse(target.Authority, out DependencyName? dependency))
        {
            return null;
        }

        (string method, string path) = (call.Method ?? "GET", RequestTarget.PathOf(target.PathAndQuery));
        return location switch
        {
            "body/form" => new Place(NoiseKind.Statements, NoiseRuleFields.Form, dependency, method, path, TimeOf(call)),
            "path" => new Place(NoiseKind.Path, path, dependency, method, path, TimeOf(call)),
            _ when location.StartsWith("query/", StringComparison.Ordinal) => new Place(NoiseKind.Query, location[6..], dependency, method, path, TimeOf(call)),
            _ when location.StartsWith("header/", StringComparison.Ordinal) => new Place(NoiseKind.Header, location[7..], dependency, method, path, TimeOf(call)),
            _ when location.StartsWith("body", StringComparison.Ordinal) => InBody(location[4..].TrimStart(' '), call, dependency, method, path),
            _ => null,
        };
    }

    private static Place? InBody(string location, IncidentEvent message, DependencyName? dependency, string method, string path)
    {
        DateTimeOffset at = TimeOf(message);
        string? type = message.Headers.TryGetFirst("Content-Type", out string? value) ? value : null;
        if (MediaType.IsForm(type))
        {
            return new Place(NoiseKind.Body, location.TrimStart('/'), dependency, method, path, at);
        }

        return location.Length == 0 || location[0] == '/'
            ? new Place(NoiseKind.Json, JsonPath.OfPointer(location), dependency, method, path, at)
            : new Place(NoiseKind.Body, "", dependency, method, path, at);
    }

    private static DateTimeOffset TimeOf(IncidentEvent message) => message.Timestamp.ToDateTimeOffset();

    // What is shown of a string may be a part of it, which cannot be read.
    private static string Unquoted(string json)
    {
        if (json.Length < 2 || json[0] != '"' || json[^1] != '"')
        {
            return json;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(json) ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private sealed record Place(NoiseKind Kind, string Target, DependencyName? Dependency, string Method, string Path, DateTimeOffset At)
    {
        public RoutePattern Route => RoutePattern.Parse($"{Method} {Path}");
    }
}
