using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoSim.Noise;
using InfernoSim.Policies;
using InfernoSim.Scrubbing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace InfernoSim.Capture.AspNetCore.Classified;

/// <summary>
/// What an endpoint is given and answers that its service has classified with an attribute of Microsoft.Extensions.Compliance: members of bodies,
/// and parameters. The attribute is known by its name, so that a service may have any version of that package.
/// </summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="json">How the service names members in JSON.</param>
internal sealed class ClassifiedEndpoint(RouteEndpoint endpoint, JsonSerializerOptions json)
{
    private const string Classification = "Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute";
    private const string NoClassification = "Microsoft.Extensions.Compliance.Classification.NoDataClassificationAttribute";

    private readonly HashSet<Type> _seen = [];

    /// <summary>A rule for each.</summary>
    public IEnumerable<PrivacyRule> Rules()
    {
        string path = $"/{string.Join('/', endpoint.RoutePattern.PathSegments.Select(Segment))}";
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["*"];
        MethodInfo? handler = endpoint.Metadata.GetMetadata<MethodInfo>() ?? endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo;
        ParameterInfo[] parameters = handler?.GetParameters() ?? [];
        IEnumerable<Type?> types =
        [
            .. endpoint.Metadata.OfType<IAcceptsMetadata>().Select(metadata => metadata.RequestType),
            .. endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(metadata => metadata.Type),
            handler?.ReturnType,
            .. parameters.Select(parameter => parameter.ParameterType),
        ];
        (NoiseKind Kind, string Target)[] places =
        [
            .. types.OfType<Type>().SelectMany(MembersOf).Distinct().Select(name => (NoiseKind.Json, $"$..{JsonPath.Member(name).TrimStart('.')}")),
            .. parameters.Where(IsClassified).SelectMany(parameter => PlacesOf(parameter, path)),
        ];
        return methods.SelectMany(method => places.Select(place => PrivacyRule.Of(
            PlaceAction.Token, [new(NoiseRuleFields.KeyOf(place.Kind), place.Target), new(NoiseRuleFields.Route, method == "*" ? path : $"{method} {path}")], _ => "")));
    }

    private IEnumerable<(NoiseKind, string)> PlacesOf(ParameterInfo parameter, string path)
    {
        if (parameter.GetCustomAttributes().OfType<IFromHeaderMetadata>().FirstOrDefault() is { } header)
        {
            return [(NoiseKind.Header, header.Name ?? parameter.Name!)];
        }

        // Which of several parameters of a path it is, a rule cannot say.
        string name = parameter.GetCustomAttributes().OfType<IFromRouteMetadata>().FirstOrDefault()?.Name ?? parameter.Name!;
        if (endpoint.RoutePattern.GetParameter(name) is not null)
        {
            return path.Contains("**", StringComparison.Ordinal) ? [] : [(NoiseKind.Path, path)];
        }

        return [(NoiseKind.Query, parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!)];
    }

    private IEnumerable<string> MembersOf(Type type)
    {
        if (!_seen.Add(type))
        {
            yield break;
        }

        foreach (string name in (type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments()).SelectMany(MembersOf))
        {
            yield return name;
        }

        if (type.IsPrimitive || type.Namespace is not { } space || space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (IsClassified(property) || type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.Name == property.Name && IsClassified(parameter)))
            {
                yield return property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? json.PropertyNamingPolicy?.ConvertName(property.Name) ?? property.Name;
            }

            foreach (string name in MembersOf(property.PropertyType))
            {
                yield return name;
            }
        }
    }

    private static bool IsClassified(ICustomAttributeProvider place) => place.GetCustomAttributes(inherit: true).Any(attribute =>
    {
        bool isClassification = false;
        for (Type? type = attribute.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == NoClassification)
            {
                return false;
            }

            isClassification |= type.FullName == Classification;
        }

        return isClassification;
    });

    private static string Segment(RoutePatternPathSegment segment) => segment is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] }
        ? literal.Content
        : segment.Parts.OfType<RoutePatternParameterPart>().Any(part => part.IsCatchAll) ? "**" : "*";
}
