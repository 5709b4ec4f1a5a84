using System.Reflection;
using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Attributes;

/// <summary>What a test method may ask for.</summary>
internal static class TestBody
{
    /// <summary>Refuses a method that asks for something else.</summary>
    /// <exception cref="ReplayConfigurationException">It does.</exception>
    public static void Check(MethodInfo method)
    {
        if (method.GetParameters().FirstOrDefault(parameter => !IsKnown(parameter)) is { } unknown)
        {
            throw new ReplayConfigurationException(
                $"{method.DeclaringType?.Name}.{method.Name}: the parameter '{unknown.ParameterType.Name} {unknown.Name}' cannot be filled in. "
                + "The body of an incident test may take a ReplaySummary and an IncidentReplay, and nothing else.");
        }
    }

    /// <summary>What the method asks for.</summary>
    public static object?[] Arguments(MethodInfo method, IncidentReplay replay) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(ReplaySummary) ? (object)replay.Summary : replay)];

    private static bool IsKnown(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(ReplaySummary) || parameter.ParameterType == typeof(IncidentReplay);
}
